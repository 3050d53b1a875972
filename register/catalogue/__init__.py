"""The laws that come with the program, one JSON file each; `register.law_files` reads them."""
