# production: for real; demo: `make run`, plain HTTP on this machine, known passwords; test: as demo, without demo data
MODES = ("production", "demo", "test")
