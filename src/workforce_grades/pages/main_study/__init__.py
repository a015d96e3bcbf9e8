"""The main study: turnover, caseload and grades."""
