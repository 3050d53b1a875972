"""The laws that come with the program, one JSON file each; `register.importing.law_files` reads them."""
