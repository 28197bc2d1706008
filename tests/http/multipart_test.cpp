// SPDX-License-Identifier: MIT
#include <oaicompat/http/multipart.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace oaicompat;

namespace {

struct FormPartRead {
  PartHead head;
  std::string data{};
  bool operator==(const FormPartRead&) const = default;
};
struct FormRead {
  std::vector<FormPartRead> parts;
  Pull last = Pull::wait;
  std::string error;
  bool operator==(const FormRead&) const = default;
};

// Fed in the pieces that end at these places.
FormRead read_form(std::string_view bytes, const std::vector<std::size_t>& cuts = {}, MultipartLimits limits = {}) {
  FormRead out;
  MultipartReader reader{"XX", limits};
  const auto take = [&] {
    MultipartPiece piece;
    while ((out.last = reader.next(piece)) == Pull::some) {
      if (auto* head = std::get_if<PartHead>(&piece)) {
        out.parts.push_back({std::move(*head)});
      } else {
        out.parts.back().data += std::get<std::string_view>(piece);
      }
    }
  };
  std::size_t at = 0;
  for (const auto cut : cuts) {
    const std::string piece{bytes.substr(at, cut - at)};  // what is read past its end, a sanitizer sees
    reader.feed(piece);
    take();
    at = cut;
  }
  const std::string rest{bytes.substr(at)};
  reader.feed(rest);
  take();
  reader.finish();
  take();
  out.error = reader.error().message;
  return out;
}

std::string write_form(const std::vector<FormPartRead>& parts) {
  Bytes out;
  for (const auto& part : parts) append_part(out, "XX", part.head, part.data);
  append_multipart_end(out, "XX");
  return out;
}

std::string part_with(std::string_view disposition, std::string_view data = "v") {
  return "--XX\r\nContent-Disposition: " + std::string{disposition} + "\r\n\r\n" + std::string{data} + "\r\n--XX--\r\n";
}

// Bytes that look like the end of a part, or nearly.
std::string near_boundaries(std::mt19937& random) {
  constexpr std::string_view bits[] = {"\r",      "\n",   "\r\n", "--",      "\r\n--", "\r\n--X",
                                       "\r\n-XX", "--XX", "X",    {"\0", 1}, "a"};
  std::string out;
  for (auto n = random() % 8; n > 0; --n) out += bits[random() % std::size(bits)];
  return out;
}

}  // namespace

TEST_CASE("a form is its parts: fields, files, and files without a name") {
  const auto got = read_form(
      "--XX\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
      "--XX  \r\ncontent-type:audio/wav\r\nCONTENT-DISPOSITION: Form-Data; name=file; filename=\"a b.wav\"\r\n\r\n"
      "RIFF\r\n\r\n--X\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"mask\"; filename=\"\"\r\n\r\n\r\n--XX--\r\nwhat follows");
  CHECK(got.last == Pull::end);
  CHECK(got.parts == std::vector<FormPartRead>{{{"model", {}, ""}, "whisper-1"},
                                               {{"file", "a b.wav", "audio/wav"}, "RIFF\r\n\r\n--X"},
                                               {{"mask", "", ""}, ""}});
  CHECK(read_form("--XX--").last == Pull::end);
  CHECK(read_form("\r\n--XX--").last == Pull::end);
}

TEST_CASE("names are read as browsers and as curl write them, and written as browsers do") {
  const auto named = [](std::string_view disposition) {
    const auto got = read_form(part_with(disposition));
    return got.parts.empty() ? "none: " + got.error : got.parts[0].head.name;
  };
  CHECK(named(R"(form-data; name="a%22b%0D%0Ac%2x")") == "a\"b\r\nc%2x");
  CHECK(named(R"(form-data; name="a\"b\\c\d;e")") == "a\"b\\c\\d;e");
  CHECK(named(R"(form-data; filename=x ; name = a )") == "a");
  CHECK(named(R"(form-data;NAME="€";)") == "€");
  Bytes out;
  append_part(out, "XX", {"a\"b", "c\r\nd\\.wav", "audio/wav\r\nx: y"}, "1");
  CHECK(out ==
        "--XX\r\nContent-Disposition: form-data; name=\"a%22b\"; filename=\"c%0D%0Ad\\\\.wav\"\r\n"
        "Content-Type: audio/wavx: y\r\n\r\n1\r\n");
}

TEST_CASE("what is no form is refused, wherever it is cut") {
  const std::string bad[] = {
      "",
      "x--XX--",
      "preamble\n--XX\r\n",
      "--XY--",
      "--XX",
      "--XX-",
      "--XX\r\n",
      "--XXX\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--XX--",
      "--XX\nContent-Disposition: form-data; name=a\n\nv\n--XX--",
      "--XX\r\n\r\nv\r\n--XX--",
      "--XX\r\nContent-Type: text/plain\r\n\r\nv\r\n--XX--",
      "--XX\r\nno colon\r\n\r\nv\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nv",
      "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--XX",
      "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--XXX",
      part_with("form-data"),
      part_with("attachment; name=a"),
      part_with("form-data; filename=a"),
      part_with("form-data; name=\"a"),
      part_with("form-data; name=\"a\"b"),
      part_with("form-data; name=a; name=b"),
      part_with("form-data; name"),
      part_with("form-data; name=a\r\nContent-Disposition: form-data; name=b"),
      part_with("form-data; name=a\r\nContent-Transfer-Encoding: base64"),
  };
  for (const auto& form : bad) {
    INFO(form);
    const auto whole = read_form(form);
    CHECK(whole.last == Pull::fail);
    CHECK(whole.error.starts_with("The form could not be read: "));
    for (std::size_t cut = 0; cut <= form.size(); ++cut) CHECK(read_form(form, {cut}).error == whole.error);
  }
}

TEST_CASE("parts and their heads are bounded") {
  std::vector<FormPartRead> parts(4, {{"a", {}, ""}, "v"});
  CHECK(read_form(write_form(parts), {}, {.max_parts = 4}).last == Pull::end);
  parts.push_back(parts[0]);
  CHECK(read_form(write_form(parts), {}, {.max_parts = 4}).last == Pull::fail);
  const auto long_name = part_with("form-data; name=" + std::string(200, 'a'));
  CHECK(read_form(long_name).last == Pull::end);
  CHECK(read_form(long_name, {}, {.max_head_bytes = 200}).last == Pull::fail);
  // One that never ends is refused before it is whole.
  MultipartReader reader{"XX", {.max_head_bytes = 1000}};
  MultipartPiece piece;
  reader.feed("--XX\r\n");
  CHECK(reader.next(piece) == Pull::wait);
  std::size_t fed = 0;
  for (const std::string more(100, 'a'); reader.next(piece) == Pull::wait; fed += more.size()) reader.feed(more);
  CHECK(reader.next(piece) == Pull::fail);
  CHECK(fed <= 1100);
}

TEST_CASE("the longest head is read, wherever it is cut") {
  const std::string head = R"(Content-Disposition: form-data; name="a")";
  const auto form = "--XX\r\n" + head + "\r\n\r\nb\r\n--XX--\r\n";
  for (const auto longest : {head.size(), head.size() - 1}) {
    const MultipartLimits limits{.max_head_bytes = longest};
    const auto whole = read_form(form, {}, limits);
    CHECK(whole.last == (longest == head.size() ? Pull::end : Pull::fail));
    for (std::size_t cut = 1; cut < form.size(); ++cut) {
      CAPTURE(cut);
      CHECK(read_form(form, {cut}, limits).last == whole.last);
    }
  }
}

TEST_CASE("what was written is read, however it is cut") {
  std::mt19937 random{7};
  for (int round = 0; round < 300; ++round) {
    std::vector<FormPartRead> parts;
    for (auto n = random() % 4; n > 0; --n) {
      auto& part = parts.emplace_back();
      part.head.name = "n" + near_boundaries(random);
      if (random() % 2) part.head.filename = near_boundaries(random);
      if (random() % 2) part.head.content_type = "audio/wav";
      // The boundary itself cannot stand in data.
      do part.data = near_boundaries(random);
      while (("\r\n" + part.data + "\r\n").find("\r\n--XX") != std::string::npos);
    }
    const auto form = write_form(parts);
    const auto whole = read_form(form);
    CHECK(whole.last == Pull::end);
    CHECK(whole.parts == parts);
    for (std::size_t cut = 0; cut <= form.size(); ++cut) REQUIRE(read_form(form, {cut}) == whole);
    std::vector<std::size_t> every(form.size());
    for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
    CHECK(read_form(form, every) == whole);
  }
}

TEST_CASE("a form that was damaged is read or refused, the same however it is cut") {
  std::mt19937 random{11};
  const auto good = write_form({{{"model", {}, ""}, "m"}, {{"file", "a.wav", "audio/wav"}, "\r\n--X\r\n"}});
  constexpr std::string_view bits[] = {"\r", "\n", "\r\n", "--XX", "\r\n--XX--", ";", "\"", "=", "\\", ":", {"\0", 1}};
  for (int round = 0; round < 2000; ++round) {
    auto bad = good;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const auto at = random() % bad.size();
      const auto bit = bits[random() % std::size(bits)];
      random() % 2 ? bad.insert(at, bit) : bad.replace(at, random() % 5, bit);
    }
    const auto whole = read_form(bad);
    CHECK((whole.last == Pull::end || whole.last == Pull::fail));
    std::vector<std::size_t> cuts;
    for (int n = 0; n < 3; ++n) cuts.push_back(random() % (bad.size() + 1));
    std::sort(cuts.begin(), cuts.end());
    INFO(bad);
    REQUIRE(read_form(bad, cuts) == whole);
  }
}

TEST_CASE("data that is fed whole is given whole, without a copy") {
  const std::string data(1 << 20, '\r');
  const auto form = write_form({{{"file", "a", ""}, data}});
  MultipartReader reader{"XX"};
  reader.feed(form);
  MultipartPiece piece;
  REQUIRE(reader.next(piece) == Pull::some);
  REQUIRE(reader.next(piece) == Pull::some);
  const auto given = std::get<std::string_view>(piece);
  CHECK(given == data);
  CHECK(given.data() > form.data());
  CHECK(given.data() < form.data() + form.size());
  CHECK(reader.next(piece) == Pull::end);
}

TEST_CASE("a boundary stands in the content type") {
  CHECK(multipart_boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(multipart_boundary("Multipart/Form-Data;charset=utf-8;BOUNDARY=\"a b:c\"") == "a b:c");
  for (const char* none :
       {"", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a",
        "application/json; boundary=a", "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a\"b", "multipart/form-data; boundary=a; boundary=b"}) {
    INFO(none);
    CHECK(!multipart_boundary(none));
  }
  CHECK(multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'a')));
  CHECK(!multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')));
}

TEST_CASE("what follows in memory is read on without a copy, wherever it is cut") {
  std::string data(300, 'x');
  for (std::size_t i = 0; i + 7 < data.size(); i += 31) data.replace(i, 5, "\r\n--X");
  const auto bytes = write_form({{{.name = "a"}, "1"}, {{.name = "file", .filename = "f"}, data}, {{.name = "b"}, ""}});
  const auto at = bytes.find(data);
  for (const std::size_t step : {1, 2, 3, 7, 64, 1000}) {
    CAPTURE(step);
    MultipartReader reader{"XX"};
    std::string_view file;
    int parts = 0;
    Pull last = Pull::wait;
    for (std::size_t fed = 0; fed < bytes.size() && last == Pull::wait; fed += step) {
      const auto n = std::min(step, bytes.size() - fed);
      fed == 0 ? reader.feed(std::string_view{bytes}.substr(0, n)) : reader.feed_next(n);
      if (fed + n == bytes.size()) reader.finish();
      MultipartPiece piece;
      while ((last = reader.next(piece)) == Pull::some) {
        if (std::holds_alternative<PartHead>(piece)) {
          ++parts;
        } else if (parts == 2) {
          const auto more = std::get<std::string_view>(piece);
          CHECK(more.data() == bytes.data() + at + file.size());
          file = {bytes.data() + at, file.size() + more.size()};
        }
      }
    }
    CHECK(last == Pull::end);
    CHECK(parts == 3);
    CHECK(file == data);
  }
}

TEST_CASE("what stands before the first boundary is passed over, however it is cut") {
  const auto form = part_with("form-data; name=a");
  const std::string preambles[] = {"\r\n", "This is a form.\r\n", "\r\n\r\n--X\r\n\r\n--\r\n--XY\r\r\n",
                                   std::string(100'000, '-') + "\r\n"};
  for (const auto& preamble : preambles) {
    const auto all = preamble + form;
    const auto whole = read_form(all);
    CHECK(whole.last == Pull::end);
    CHECK(whole.parts == read_form(form).parts);
    for (std::size_t cut = 0; cut <= all.size(); cut += 1 + all.size() / 300) REQUIRE(read_form(all, {cut}) == whole);
  }
  // It is not kept.
  MultipartReader reader{"XX"};
  MultipartPiece piece;
  for (int i = 0; i < 100; ++i) {
    reader.feed("\r\n--X");
    CHECK(reader.next(piece) == Pull::wait);
  }
  reader.feed("\r\n--XX--");
  CHECK(reader.next(piece) == Pull::end);
}

TEST_CASE("a file's name may be written with its charset") {
  struct Row {
    const char* parameters;
    std::optional<std::string> name;
  };
  const Row rows[] = {
      {"filename*=UTF-8''na%C3%AFve%20file.wav", "na\xC3\xAFve file.wav"},
      {"filename*=utf-8'en'a.wav", "a.wav"},
      {"filename*=\"UTF-8''a%22b.wav\"", "a\"b.wav"},
      {"filename*=iso-8859-1''%A3%20rates", "\xC2\xA3 rates"},
      {"filename=\"EURO.wav\"; filename*=UTF-8''%e2%82%ac.wav", "\xE2\x82\xAC.wav"},
      {"FileName*=UTF-8''%e2%82%ac.wav; filename=EURO.wav", "\xE2\x82\xAC.wav"},
      {"filename=a.wav; filename*=koi8-r''b", "a.wav"},
      {"filename=a.wav; filename*=b", "a.wav"},
      {"filename*=UTF-8''", ""},
      {"filename*=b", std::nullopt},
      {"filename*=UTF-8'a", std::nullopt},
      {"filename*=koi8-r''b", std::nullopt},
  };
  for (const auto& row : rows) {
    CAPTURE(row.parameters);
    const auto got = read_form(part_with("form-data; name=file; " + std::string{row.parameters}));
    CHECK(got.last == (row.name ? Pull::end : Pull::fail));
    if (row.name) CHECK(got.parts.at(0).head.filename == row.name);
  }
}
