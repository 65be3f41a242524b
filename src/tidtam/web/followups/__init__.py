"""What offices do about recommendations: their own pages, and how far the country is."""
