"""What several pages share in one PostgreSQL database: the connection, its tables and how those come to be."""
