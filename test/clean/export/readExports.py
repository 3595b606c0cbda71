"""Reads exports as their readers do: readExports.py coco FILE | imagefolder FOLDER CACHE. Prints JSON."""
import json
import sys

if sys.argv[1] == "coco":
    import contextlib
    import os

    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(open(os.devnull, "w")):
        coco = COCO(sys.argv[2])
    photos = {}
    for image in coco.loadImgs(coco.getImgIds()):
        found = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
        photos[image["file_name"]] = {
            "size": [image["width"], image["height"]],
            "labels": [coco.loadCats(one["category_id"])[0]["name"] for one in found],
            "covered": [int(coco.annToMask(one).sum()) for one in found],
        }
    categories = [category["name"] for category in coco.loadCats(coco.getCatIds())]
    perClass = {name: len(coco.getImgIds(catIds=coco.getCatIds(catNms=[name]))) for name in categories}
    print(json.dumps({"categories": categories, "perClass": perClass, "photos": photos}))
else:
    import datasets

    datasets.disable_progress_bars()
    found = datasets.load_dataset("imagefolder", data_dir=sys.argv[2], cache_dir=sys.argv[3])
    rows = {
        split: [{**row, "image": [row["image"].size, row["image"].convert("RGB").getpixel((1, 1))]} for row in data]
        for split, data in found.items()
    }
    print(json.dumps(rows))
