"""Counts the labels of a PTB-XL folder by the published rule, for test-ptbxl.c to compare with.

usage: count-ptbxl.py FOLDER; prints "TASK ecg_id label label ..." for every record that is in the task."""
import ast, csv, os, sys

folder = sys.argv[1]
statements = {r[""]: r for r in csv.DictReader(open(os.path.join(folder, "scp_statements.csv"), encoding="utf-8"))}
classes = {"superdiagnostic": "diagnostic_class", "subdiagnostic": "diagnostic_subclass"}

for record in csv.DictReader(open(os.path.join(folder, "ptbxl_database.csv"), encoding="utf-8")):
    codes = ast.literal_eval(record["scp_codes"])
    known = [c for c in codes if c in statements]
    for task in ("all", "diagnostic", "subdiagnostic", "superdiagnostic", "form", "rhythm"):
        if task == "all":
            labels = set(codes)
        elif task in classes:
            rows = [statements[c] for c in known if statements[c]["diagnostic"] == "1.0"]
            labels = {r[classes[task]] for r in rows if r[classes[task]]}
        else:
            labels = {c for c in known if statements[c][task] == "1.0"}
        if labels:
            print(task, record["ecg_id"], record["strat_fold"], *sorted(labels))
