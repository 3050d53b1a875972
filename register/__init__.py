"""What happened: the application, its log over SQLAlchemy Core, schemas, import and export."""
