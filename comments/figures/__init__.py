"""What the discussions come to, in numbers: by month, by reason, by article."""
