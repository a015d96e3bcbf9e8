"""What Ofsted found."""
