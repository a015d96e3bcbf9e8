"""Could you have known?"""
