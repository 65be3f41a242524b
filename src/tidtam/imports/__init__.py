"""The only room that reads foreign documents; gives drafts and a list of doubts."""
