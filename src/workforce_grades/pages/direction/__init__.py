"""Which way round?"""
