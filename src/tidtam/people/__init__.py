"""Accounts, the posts people hold (role x agency x period) and what each may do."""
