"""The report factory: runs every notebook for every gemeente and binds the results into pages that anyone can open."""
