"""Settings, addresses and the web server's entry; knows every room, known by none."""
