"""Images, edits and variations."""

import base64
import struct
import zlib

import openai
import pytest


def png_of(width, height, pixel):
    """A PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    rows = (b"\0" + bytes(pixel) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pixels(png):
    """The rows of an RGBA or RGB PNG without interlacing, each a list of pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, data = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height, bits, colours = struct.unpack(">IIBB", body[:10])
            assert bits == 8
        data += body if kind == b"IDAT" else b""
        at += 12 + size
    step = {6: 4, 2: 3}[colours]
    raw, before, rows = zlib.decompress(data), bytes(width * step), []
    for y in range(height):
        start = y * (width * step + 1)
        row = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), before, step)
        rows.append([tuple(row[i : i + step]) for i in range(0, len(row), step)])
        before = row
    return rows


def unfiltered(kind, row, before, step):
    for i in range(len(row)):
        left, up = row[i - step] if i >= step else 0, before[i]
        corner = before[i - step] if i >= step else 0
        row[i] = (row[i] + [0, left, up, (left + up) // 2, paeth(left, up, corner)][kind]) & 255
    return row


def paeth(left, up, corner):
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


def picture(image):
    return pixels(base64.b64decode(image.b64_json))


def size_of(image):
    return struct.unpack(">II", base64.b64decode(image.b64_json)[16:24])


RED, GREEN, BLUE = (220, 20, 60), (34, 139, 34), (30, 80, 220)


def test_an_image_shows_the_colours_of_its_prompt(client):
    made = client.images.generate(model="demo-image", prompt="A red car on green grass", size="64x32")
    assert made.output_format == "png"
    assert made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens
    [image] = made.data
    rows = picture(image)
    assert (len(rows), len(rows[0])) == (32, 64)
    assert (rows[0][0][:3], rows[-1][-1][:3]) == (RED, GREEN)


def test_several_images_differ_and_have_the_size_asked_for(client):
    made = client.images.generate(model="demo-image", prompt="red blue", n=2, size="1536x1024")
    assert made.size == "1536x1024"
    assert [size_of(image) for image in made.data] == [(1536, 1024)] * 2
    assert made.data[0] != made.data[1]


def test_an_image_may_come_as_an_address(client):
    [image] = client.images.generate(model="demo-image", prompt="blue", size="64x64", response_format="url").data
    kind, data = image.url.split(",")
    assert kind == "data:image/png;base64" and not image.b64_json
    assert pixels(base64.b64decode(data))[0][0][:3] == BLUE


def test_images_are_streamed_with_partial_ones_before(client):
    *partial, done = client.images.generate(
        model="demo-image", prompt="red green blue", stream=True, partial_images=3, size="1024x1024"
    )
    assert [event.type for event in partial] == ["image_generation.partial_image"] * 3
    assert [event.partial_image_index for event in partial] == [0, 1, 2]
    assert done.type == "image_generation.completed"
    assert len({event.b64_json for event in [*partial, done]}) == 4
    assert size_of(done) == (1024, 1024)


def test_an_edit_shows_all_images_and_the_colours(client):
    files = [("red.png", png_of(8, 4, (200, 0, 0, 255))), ("blue.png", png_of(3, 3, (0, 0, 200, 255)))]
    made = client.images.edit(model="demo-image", image=files, prompt="black", size="64x64")
    rows = picture(made.data[0])
    assert (rows[0][0][:3], rows[0][-1][:3]) == ((100, 0, 0), (0, 0, 100))
    assert made.usage.input_tokens_details.image_tokens > 0


def test_an_edit_keeps_what_the_mask_covers(client):
    image = png_of(4, 4, (200, 0, 0, 255))
    edit = lambda opacity: client.images.edit(
        model="demo-image", image=("a.png", image), mask=("m.png", png_of(2, 2, (0, 0, 0, opacity))), prompt="black",
        size="64x64", n=1, input_fidelity="high", background="auto",
    )
    assert picture(edit(255).data[0])[9][9][:3] == (200, 0, 0)
    assert picture(edit(0).data[0])[9][9][:3] == (100, 0, 0)


def test_edits_are_streamed_too(client):
    *partial, done = client.images.edit(
        model="demo-image", image=png_of(2, 2, (0, 0, 0, 255)), prompt="white", stream=True, partial_images=1,
        size="1024x1536",
    )
    assert [event.type for event in [*partial, done]] == ["image_edit.partial_image", "image_edit.completed"]
    assert size_of(done) == (1024, 1536)


def test_a_variation_is_a_mirror_image(client):
    given = client.images.generate(model="demo-image", prompt="red green", size="64x64").data[0].b64_json
    made = client.images.create_variation(
        model="demo-image", image=base64.b64decode(given), n=2, size="32x32", response_format="b64_json"
    )
    first, second = [picture(image) for image in made.data]
    assert first[0][0][:3] == (GREEN[1], GREEN[2], GREEN[0])
    assert second[0][0][:3] == (GREEN[2], GREEN[0], GREEN[1])


@pytest.mark.parametrize(("members", "param"), [
    ({"n": 11}, "n"), ({"size": "big"}, "size"), ({"output_format": "webp"}, "output_format"),
    ({"stream": True, "partial_images": 4}, "partial_images"), ({"prompt": ""}, "prompt"),
])
def test_what_cannot_be_painted_is_refused_by_name(client, members, param):
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.generate(**{"model": "demo-image", "prompt": "red", **members})
    assert caught.value.param == param


def test_what_is_no_png_is_refused_by_name(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.edit(model="demo-image", image=[b"\x89PNG\r\n\x1a\n", b"GIF"], prompt="red")
    assert caught.value.param == "image[0]"
