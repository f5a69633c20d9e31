"""What a machine without PostgreSQL and Redis needs to run Tomoni: a database and a launcher."""
