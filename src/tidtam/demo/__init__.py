"""The demonstration year: made-up marks for every office, always the same, marked ข้อมูลสมมติ."""
