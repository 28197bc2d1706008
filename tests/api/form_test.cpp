// SPDX-License-Identifier: MIT
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/images/operations.hpp>

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace oaicompat;

namespace {

struct FormField {
  PartHead head;
  std::string data;
};
FormField text_field(std::string name, std::string words) { return {{.name = std::move(name)}, std::move(words)}; }
FormField wav_field(std::string name = "file", std::string bytes = "RIFF\r\n\0\xFF") {
  return {{.name = std::move(name), .filename = "a.wav", .content_type = "audio/wav"}, std::move(bytes)};
}

Result<Parsed<TranscriptionRequest>> read_fields(const std::vector<FormField>& fields, MultipartLimits limits = {}) {
  Bytes body;
  for (const auto& each : fields) append_part(body, "XX", each.head, each.data);
  append_multipart_end(body, "XX");
  return parse_form<TranscriptionRequest>(std::move(body), "multipart/form-data; boundary=XX", limits);
}
Result<Parsed<TranscriptionRequest>> read_with(FormField field) {
  return read_fields({wav_field(), text_field("model", "m"), std::move(field)});
}

TranscriptionRequest full_request() {
  TranscriptionRequest out{.file = {"a \"b\".wav", "audio/wav", Text{std::string_view{"\0\r\n--\xFF", 6}}},
                           .model = "whisper-1",
                           .language = "de",
                           .languages = std::vector<Text>{"de", "en"},
                           .keywords = std::vector<Text>{"Börse"},
                           .prompt = "",
                           .response_format = TranscriptionFormat::verbose_json,
                           .temperature = 0.1,
                           .include = std::vector<OpenEnum<TranscriptionInclude>>{TranscriptionInclude::logprobs},
                           .timestamp_granularities = std::vector<OpenEnum<TimestampGranularity>>{"word", "syllable"},
                           .stream = false,
                           .known_speaker_names = std::vector<Text>{"a", "b"},
                           .known_speaker_references = std::vector<Text>{"data:,", "data:,"}};
  ServerVad vad{.prefix_padding_ms = -3, .threshold = 1e-9};
  vad.extra.set("eager", Json::string("very"));
  out.chunking_strategy = vad;
  out.extra.set("beam_size", Json::string("5"));
  return out;
}

}  // namespace

TEST_CASE("what was written as a form is read as it was") {
  for (auto request : {full_request(), TranscriptionRequest{.file = {"", "", ""}, .model = ""}}) {
    const auto form = to_form(request);
    const auto read = parse_form<TranscriptionRequest>(form.body, form.content_type);
    REQUIRE_MESSAGE(read, read.error().message);
    CHECK(**read == request);
    request.chunking_strategy = Text{"auto"};
    request.stream = null;  // has no form of its own
    const auto again = to_form(request);
    const auto other = parse_form<TranscriptionRequest>(again.body, again.content_type);
    REQUIRE_MESSAGE(other, other.error().message);
    CHECK((*other)->chunking_strategy == request.chunking_strategy);
    CHECK((*other)->stream.absent());
  }
}

TEST_CASE("lists and objects are named as the official clients name them") {
  const auto form = to_form(full_request());
  for (const char* name : {"languages[]", "timestamp_granularities[]", "chunking_strategy[prefix_padding_ms]",
                           "known_speaker_names[]", "chunking_strategy[eager]"}) {
    CHECK(form.body.find("name=\"" + std::string{name} + "\"") != form.body.npos);
  }
}

TEST_CASE("a list is read under any of its names, in the order of its parts") {
  const auto read = read_fields({wav_field(), text_field("model", "m"), text_field("languages", "a"),
                                 text_field("languages[]", "b"), text_field("languages[7]", "c")});
  REQUIRE_MESSAGE(read, read.error().message);
  CHECK((*read)->languages == std::vector<Text>{"a", "b", "c"});
}

TEST_CASE("texts and files borrow from the body; copies own what they hold") {
  Text copy;
  {
    const auto read =
        read_fields({wav_field("file", std::string(1000, 'x')), text_field("model", std::string(50, 'm'))});
    REQUIRE(read);
    CHECK((*read)->file.body.is_borrowed());
    CHECK((*read)->model.is_borrowed());
    copy = (*read)->file.body;
  }
  CHECK(copy == std::string(1000, 'x'));
}

TEST_CASE("what is unknown is kept, files too, and a part may have a content type without being a file") {
  auto field = text_field("prompt", "hello");
  field.head.content_type = "text/plain; charset=utf-8";
  const auto read = read_fields({wav_field(), text_field("model", "m"), field, text_field("hot[words]", "a"),
                                 text_field("hot[words]", "b"), wav_field("voice", "RIFF")});
  REQUIRE_MESSAGE(read, read.error().message);
  CHECK((*read)->prompt == Text{"hello"});
  std::vector<std::pair<std::string, std::string>> extras;
  for (const auto& each : (*read)->extra) extras.emplace_back(each.key.str(), each.json.view());
  CHECK(extras ==
        std::vector<std::pair<std::string, std::string>>{{"hot[words]", "\"a\""},
                                                         {"hot[words]", "\"b\""},
                                                         {"voice", "\"data:audio/wav;name=a.wav;base64,UklGRg==\""}});
}

TEST_CASE("what is wrong is said in the API's shape, with the name of the part") {
  struct Case {
    std::string what;
    Result<Parsed<TranscriptionRequest>> got;
    std::string param, code;
  };
  const Case cases[] = {
      {"no file", read_fields({text_field("model", "m")}), "file", "missing_required_parameter"},
      {"no model", read_fields({wav_field()}), "model", "missing_required_parameter"},
      {"nothing", read_fields({}), "file", "missing_required_parameter"},
      {"text as file", read_fields({text_field("file", "x"), text_field("model", "m")}), "file", "invalid_type"},
      {"file as text", read_fields({wav_field(), wav_field("model")}), "model", "invalid_type"},
      {"twice", read_with(text_field("model", "n")), "model", "duplicate_parameter"},
      {"two files", read_with(wav_field()), "file", "duplicate_parameter"},
      {"a list as file", read_fields({wav_field("file[]"), text_field("model", "m")}), "file[]", "invalid_type"},
      {"not a number", read_with(text_field("temperature", "0.5x")), "temperature", "invalid_type"},
      {"no number", read_with(text_field("temperature", "")), "temperature", "invalid_type"},
      {"infinite", read_with(text_field("temperature", "inf")), "temperature", "invalid_type"},
      {"too large", read_with(text_field("temperature", "1e999")), "temperature", "invalid_type"},
      {"with a blank", read_with(text_field("temperature", " 1")), "temperature", "invalid_type"},
      {"not a boolean", read_with(text_field("stream", "True")), "stream", "invalid_type"},
      {"not an integer", read_with(text_field("chunking_strategy[prefix_padding_ms]", "1.5")),
       "chunking_strategy[prefix_padding_ms]", "invalid_type"},
      {"an integer too large", read_with(text_field("chunking_strategy[prefix_padding_ms]", "9223372036854775808")),
       "chunking_strategy[prefix_padding_ms]", "invalid_type"},
      {"a member of text", read_with(text_field("prompt[a]", "x")), "prompt[a]", "invalid_type"},
      {"open", read_with(text_field("chunking_strategy[type", "x")), "chunking_strategy[type", "invalid_type"},
      {"nested lists", read_with(text_field("languages[][]", "x")), "languages[][]", "invalid_type"},
      {"not UTF-8", read_with(text_field("prompt", "\xFF")), "prompt", "invalid_type"},
      {"not UTF-8, unknown", read_with(text_field("other", "\xFF")), "other", "invalid_type"},
      {"too many parts", read_fields({wav_field(), text_field("model", "m")}, {.max_parts = 1}), "",
       "invalid_multipart"},
  };
  for (const auto& each : cases) {
    INFO(each.what);
    REQUIRE(!each.got);
    CHECK(each.got.error().status == 400);
    CHECK(each.got.error().param == each.param);
    CHECK(each.got.error().code == each.code);
  }
  const auto json = parse_form<TranscriptionRequest>("{}", "application/json");
  REQUIRE(!json);
  CHECK(json.error().status == 415);
  CHECK(parse_form<TranscriptionRequest>("{}", "multipart/form-data").error().status == 415);
}

TEST_CASE("a required part is missed wherever its member stands") {
  const auto read = [](const std::vector<FormField>& fields) {
    Bytes body;
    for (const auto& each : fields) append_part(body, "XX", each.head, each.data);
    append_multipart_end(body, "XX");
    return parse_form<ImageEditRequest>(std::move(body), "multipart/form-data; boundary=XX");
  };
  CHECK(read({wav_field("image")}).error().param == "prompt");
  CHECK(read({wav_field("image"), wav_field("mask"), text_field("n", "1")}).error().param == "prompt");
  CHECK(read({text_field("prompt", "x")}));
  const auto edit = read({wav_field("image[]"), wav_field("image[]"), text_field("prompt", "x"), wav_field("mask")});
  REQUIRE(edit);
  CHECK((*edit)->image->size() == 2);
  CHECK((*edit)->mask->get_if<Upload>());
}

TEST_CASE("a file stands in JSON as a data URL") {
  const auto request = full_request();
  const auto json = to_json(request);
  CHECK(json.find(R"("file":"data:audio/wav;name=a%20%22b%22.wav;base64,AA0KLS3/")") != json.npos);
  const auto read = parse_owned<TranscriptionRequest>(json);
  REQUIRE_MESSAGE(read, read.error().message);
  CHECK(read->file == request.file);
  CHECK(parse_owned<TranscriptionRequest>(R"({"file":"plain","model":"m"})")->file.body == "plain");
  CHECK(parse_owned<TranscriptionRequest>(R"({"file":"data:;base64,?","model":"m"})")->file.body == "data:;base64,?");
  CHECK(!parse_owned<TranscriptionRequest>(R"({"file":{},"model":"m"})"));
}

TEST_CASE("a large file is read where it lies, and written without a copy") {
  std::string recording(std::size_t{5} << 19, 'x');
  for (std::size_t i = 0; i < recording.size(); i += 4099) recording.replace(i, 6, "\r\n--XX", 6);
  recording.back() = '\r';
  for (auto& c : recording) c = c == 'X' ? 'Y' : c;
  Bytes body;
  append_part(body, "XX", {.name = "file", .filename = "a.wav"}, recording);
  append_part(body, "XX", {.name = "model"}, "m");
  append_multipart_end(body, "XX");
  const auto* file = body.data() + body.find("\r\n\r\n") + 4;
  const auto read = parse_form<TranscriptionRequest>(std::move(body), "multipart/form-data; boundary=XX");
  REQUIRE_MESSAGE(read, read.error().message);
  CHECK((*read)->file.body.view().data() == file);
  CHECK(((*read)->file.body == recording));

  auto form = to_form(*read);
  const auto piece = form.body.from(form.body.from(0).size());
  CHECK(piece.data() == file);
  CHECK(piece.size() == recording.size());
  const auto again = parse_form<TranscriptionRequest>(std::move(form.body), form.content_type);
  REQUIRE_MESSAGE(again, again.error().message);
  CHECK((**again == **read));
}

TEST_CASE("a large file of a request made by hand is sent as it lies where the request keeps it, else as a copy") {
  struct Keeper final : BufferOwner {};
  const std::string recording(std::size_t{1} << 20, 'x');
  const auto sent_from = [&](Text body, BufferOwnerPtr keeper) {
    TranscriptionRequest request;
    request.file.body = std::move(body);
    const auto form = to_form(Parsed<TranscriptionRequest>{std::move(request), std::move(keeper)});
    const auto first = form.body.from(0).size();
    const bool whole = first == form.body.size();
    return std::pair{whole, whole ? std::string_view{} : form.body.from(first)};
  };
  CHECK(sent_from(Text::borrowed(recording), nullptr).first);
  CHECK(sent_from(Text::borrowed(recording), std::make_shared<const Keeper>()).second.data() == recording.data());
  CHECK(sent_from(Text{recording}, nullptr).second.size() == recording.size());
}

TEST_CASE("what is read as text, or kept without being known, is bounded") {
  const MultipartLimits limits{.max_text_bytes = 100};
  const std::string long_text(101, 'x');
  const auto ask = [&](FormField field) {
    return read_fields({wav_field("file", long_text), text_field("model", "m"), std::move(field)}, limits);
  };
  CHECK(ask(text_field("prompt", long_text.substr(1))).has_value());
  for (const auto& field :
       {text_field("prompt", long_text), text_field("own", long_text), wav_field("own", long_text)}) {
    const auto read = ask(field);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().status == 400);
    CHECK(read.error().param == field.head.name);
    CHECK(read.error().code == "string_above_max_length");
  }
}

TEST_CASE("only a filename makes a part a file where text may stand too") {
  const auto typed = [](std::string name, std::string words) {
    return FormField{{.name = std::move(name), .content_type = "text/plain; charset=UTF-8"}, std::move(words)};
  };
  const auto read = read_fields({wav_field(), typed("model", "m"), typed("chunking_strategy", "auto"),
                                 typed("temperature", "0.5"), typed("stream", "false"), typed("languages[]", "de"),
                                 typed("response_format", "srt"), typed("own", "x")});
  REQUIRE_MESSAGE(read, read.error().message);
  CHECK(*(*read)->chunking_strategy->get_if<Text>() == "auto");
  CHECK((*read)->temperature == 0.5);
  CHECK((*read)->extra.find("own")->view() == "\"x\"");
  const auto vad = read_fields({wav_field(), typed("model", "m"), typed("chunking_strategy[type]", "server_vad"),
                                typed("chunking_strategy[threshold]", "0.5")});
  REQUIRE_MESSAGE(vad, vad.error().message);
  CHECK((*vad)->chunking_strategy->get_if<ServerVad>()->threshold == 0.5);
  // Where nothing but a file can stand, its type is enough.
  const auto nameless =
      read_fields({{{.name = "file", .content_type = "audio/wav"}, "RIFF\xFF"}, text_field("model", "m")});
  REQUIRE_MESSAGE(nameless, nameless.error().message);
  CHECK((*nameless)->file.body == "RIFF\xFF");
}

TEST_CASE("no error quotes what may be a file") {
  const std::string secret = "TOP SECRET\xFF\x01 and more of it";
  const FormField fields[] = {
      text_field("file", "TOP"),
      text_field("temperature", secret),
      text_field("stream", "TOP SECRET"),
      text_field("prompt", secret),
      text_field("chunking_strategy[threshold]", secret),
      text_field("temperature", "TOP" + std::string(40, 'x')),
      wav_field("temperature", "TOP"),
      wav_field("chunking_strategy", "TOP"),
      {{.name = "temperature", .content_type = "audio/wav"}, secret},
  };
  for (const auto& field : fields) {
    CAPTURE(field.head.name);
    const bool is_file = field.head.name == "file";
    const auto read = is_file ? read_fields({field, text_field("model", "m")}) : read_with(field);
    REQUIRE(!read);
    CHECK(read.error().param == field.head.name);
    CHECK(read.error().message.find("TOP") == std::string::npos);
  }
  CHECK(read_with(text_field("temperature", "warm")).error().message ==
        "Invalid type for 'temperature': expected a number, but got 'warm'.");
}
