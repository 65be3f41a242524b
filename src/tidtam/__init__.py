"""Tidtam (ติดตาม): how Thai education monitors, evaluates, inspects and reports."""
