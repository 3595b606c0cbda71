"""Writes pillow.json: small pictures of many kinds, and what Pillow's `Image.open(path).convert('RGB')` makes of them.

    pip install pillow==13.0.0 numpy; python test/photo/makePillow.py
"""

import base64, io, json, os, struct

import numpy as np
from PIL import Image

random = np.random.RandomState(7)
H, W = 6, 11
rgb = random.randint(0, 256, (H, W, 3)).astype(np.uint8)
grey = rgb[..., 0].copy()
files = {}


def save(name, array, format, mode=None, **options):
    out = io.BytesIO()
    picture = Image.fromarray(array) if mode is None else Image.fromarray(array).convert(mode)
    picture.save(out, format, **options)
    files[name] = out.getvalue()


def dib(bits, rows, size=40, top_down=False, compression=0, palette=b"", masks=b"", height=H):
    tall = -height if top_down else height
    if size == 12:
        head = struct.pack("<IHHHH", 12, W, height, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", size, W, tall, 1, bits, compression, len(rows), 2835, 2835, len(palette) // 4, 0)
        head += masks + bytes(max(0, size - len(head) - len(masks)))
    return head + palette + rows


def bmp(bits, rows, **options):
    body = dib(bits, rows, **options)
    return b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, 14 + len(body) - len(rows)) + body


def padded(rows):
    return b"".join(bytes(row) + bytes(-len(row) % 4) for row in rows)


def nibbles(row):
    row = list(row) + [0] * (len(row) % 2)
    return bytes(row[i] << 4 | row[i + 1] for i in range(0, len(row), 2))


palette256 = random.randint(0, 256, (256, 4)).astype(np.uint8)
small = (grey >> 4).astype(np.uint8)
save("rgb.bmp", rgb, "BMP")
save("grey.bmp", grey, "BMP")
save("one.bmp", grey, "BMP", "1")
save("palette.bmp", rgb, "BMP", "P")
files["topdown.bmp"] = bmp(24, padded(rgb[..., ::-1].reshape(H, -1)), top_down=True)
files["core.bmp"] = bmp(24, padded(rgb[::-1, :, ::-1].reshape(H, -1)), size=12)
files["corepalette.bmp"] = bmp(8, padded(grey[::-1]), size=12, palette=palette256[:, :3].tobytes())
files["os2.bmp"] = bmp(24, padded(rgb[::-1, :, ::-1].reshape(H, -1)), size=64)
files["four.bmp"] = bmp(4, padded(nibbles(row) for row in small[::-1]), palette=palette256[:16].tobytes())
files["bits1.bmp"] = bmp(1, padded(np.packbits(grey[::-1] > 127, axis=1)), palette=palette256[:2].tobytes())
wide = random.randint(0, 65536, (H, W)).astype("<u2")
files["rgb555.bmp"] = bmp(16, padded(np.frombuffer(row.tobytes(), np.uint8) for row in wide))
files["rgb565.bmp"] = bmp(
    16, padded(np.frombuffer(row.tobytes(), np.uint8) for row in wide), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)
)
bgrx = np.dstack([rgb[::-1, :, ::-1], random.randint(0, 256, (H, W)).astype(np.uint8)])
files["bgrx.bmp"] = bmp(32, bgrx.tobytes())
opaque = np.dstack([np.full((H, W), 255, np.uint8), rgb[::-1, :, ::-1]])
files["abgr.bmp"] = bmp(
    32, opaque.tobytes(), size=108, compression=3, masks=struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0xFF)
)
rle = b"\x05\x07\x00\x06\x01\x02\x03\x04\x05\x06" + b"\0\0" + b"\x0b\x09\0\0" + b"\x03\x01\0\x02\x02\x02\x02\x08\0\0" + b"\x0b\x03\0\1"
files["rle8.bmp"] = bmp(8, rle, compression=1, palette=palette256.tobytes())
rle = b"\x05\x27\x00\x06\x12\x34\x56\x00" + b"\0\0" + b"\x0b\x9a\0\0" + b"\x03\x1f\0\0" + b"\x0b\x30\0\0" + b"\x0b\x5c\0\0" + b"\x0b\x71\0\1"
files["rle4.bmp"] = bmp(4, rle, compression=2, palette=palette256[:16].tobytes())
files["plain.dib"] = dib(24, padded(rgb[::-1, :, ::-1].reshape(H, -1)))

files["text.pbm"] = b"P1\n# a comment\n3 2\n1 0 1\n011\n"
save("bits.pbm", grey, "PPM", "1")
files["text.pgm"] = b"P2 3 2 100\n0 50 100 # more\n25 75 99\n"
save("grey.pgm", grey, "PPM")
files["deep.pgm"] = b"P5 11 6 65535\n" + random.randint(0, 500, (H, W)).astype(">u2").tobytes()
files["twelve.pgm"] = b"P5 11 6 4095\n" + random.randint(0, 40, (H, W)).astype(">u2").tobytes()
files["text.ppm"] = b"P3\n2 1\n255\n255 0 7  1 2 3\n"
save("rgb.ppm", rgb, "PPM")
files["deep.ppm"] = b"P6 11 6 1023\n" + random.randint(0, 1024, (H, W, 3)).astype(">u2").tobytes()

save("rgb.tga", rgb, "TGA")
save("packed.tga", np.repeat(rgb, 3, axis=1), "TGA", compression="tga_rle")
save("grey.tga", grey, "TGA")
save("palette.tga", rgb, "TGA", "P")
save("top.tga", rgb, "TGA", orientation=1)
files["five.tga"] = struct.pack("<BBBHHBHHHHBB", 3, 0, 2, 0, 0, 0, 0, 0, W, H, 16, 0) + b"abc" + (wide & 0x7FFF).tobytes()
files["right.tga"] = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, W, H, 24, 0x30) + rgb.tobytes()

save("small.ico", np.repeat(np.repeat(rgb[:, :6], 8, axis=0), 8, axis=1), "ICO", sizes=[(16, 16), (48, 48)], bitmap_format="bmp")
save("png.ico", np.repeat(np.repeat(rgb[:, :6], 8, axis=0), 8, axis=1), "ICO", sizes=[(32, 32)])
and_mask = bytes(4 * H)
icon = dib(24, padded(rgb[::-1, :, ::-1].reshape(H, -1)) + and_mask, height=2 * H)
files["masked.ico"] = struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", W, H, 0, 0, 1, 24, len(icon), 22) + icon
files["arrow.cur"] = struct.pack("<HHH", 0, 2, 1) + struct.pack("<BBBBHHII", W, H, 0, 0, 1, 1, len(icon), 22) + icon

deep = random.randint(0, 65536, (H, W)).astype(np.uint16)
deep[0] = np.arange(W) * 51
save("deep.png", deep, "PNG")
save("deep.tif", deep, "TIFF")
save("float.tif", (random.rand(H, W).astype(np.float32) * 400 - 60), "TIFF")
save("int.tif", random.randint(-300, 700, (H, W)).astype(np.int32), "TIFF")
inks = random.randint(0, 256, (H, W, 4)).astype(np.uint8)
out = io.BytesIO()
Image.fromarray(inks, "CMYK").save(out, "TIFF")
files["cmyk.tif"] = out.getvalue()
out = io.BytesIO()
Image.fromarray(np.full((16, 16, 4), (200, 30, 90, 60), np.uint8), "CMYK").save(out, "JPEG", quality=100)
files["cmyk.jpg"] = out.getvalue()
adobe = out.getvalue().find(b"\xff\xee")
length = struct.unpack(">H", out.getvalue()[adobe + 2 : adobe + 4])[0]
files["bare.jpg"] = out.getvalue()[:adobe] + out.getvalue()[adobe + 2 + length :]
out = io.BytesIO()
Image.fromarray(grey).save(out, "TIFF", tiffinfo={339: 2})
files["signed.tif"] = out.getvalue()

expected = {}
for name, content in files.items():
    picture = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    encoded = lambda data: base64.b64encode(data).decode()
    expected[name] = {
        "file": encoded(content),
        "height": picture.shape[0],
        "width": picture.shape[1],
        "rgb": encoded(picture.tobytes()),
    }
path = os.path.join(os.path.dirname(__file__), "pillow.json")
with open(path, "w") as target:
    json.dump(expected, target, indent=1, sort_keys=True)
    target.write("\n")
print(len(expected), os.path.getsize(path))
