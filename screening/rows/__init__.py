"""What the pages show, row by row: values, words and links in the order of the page. Templates only loop over them."""
