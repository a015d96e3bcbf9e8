"""What inspectors said: Ofsted's reports read, split into sentences, and coded for workforce themes."""
