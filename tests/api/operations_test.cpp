// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/operations.hpp>

#include <algorithm>
#include <cctype>
#include <set>

using namespace play;

namespace {

// What comes of an embeddings request with this encoding, from a backend that gives these vectors.
std::string embedded(const std::string& encoding, OneOf<std::vector<float>, Text> vector) {
  Backend made;
  made.on<CreateEmbedding>([vector](const Parsed<EmbeddingRequest>&, const Context&) {
    EmbeddingList list;
    list.model = "m";
    list.data.emplace_back().embedding = vector;
    return one_item(std::move(list));
  });
  const auto got = answer(serve(made), post("/v1/embeddings", R"({"input":"x","model":"m")" + encoding + "}"));
  REQUIRE(got.head.status == 200);
  const auto from = got.body.find("\"embedding\":") + 12;
  return got.body.substr(from, got.body.find('}') - from);
}

template <class... Ops>
std::multiset<std::string_view> ids(OperationList<Ops...>) {
  return {Ops::endpoint.id...};
}

}  // namespace

TEST_CASE("embeddings are floats unless base64 is asked for, whatever the backend gives") {
  const std::vector<float> floats{1.0F, -0.5F, 0.1F};
  const std::string base64 = "\"AACAPwAAAL/NzMw9\"";
  for (const OneOf<std::vector<float>, Text>& given :
       {OneOf<std::vector<float>, Text>{floats}, {Text{"AACAPwAAAL/NzMw9"}}}) {
    CHECK(embedded(R"(,"encoding_format":"base64")", given) == base64);
    CHECK(embedded(R"(,"encoding_format":"float")", given) == "[1,-0.5,0.1]");
    CHECK(embedded("", given) == "[1,-0.5,0.1]");
  }
  CHECK(embedded("", Text{"not base64!"}) == "\"not base64!\"");
  CHECK(embedded(R"(,"encoding_format":"base64")", std::vector<float>{}) == "\"\"");
}

TEST_CASE("the table names every operation once, and a backend offers what it was given") {
  const auto all = ids(Operations{});
  CHECK(all.size() == std::set<std::string_view>(all.begin(), all.end()).size());
  Backend made;
  CHECK(!made.offers<Chat>());
  made.on<Chat>([](const Parsed<ChatRequest>&, const Context&) { return one_item(whole(whole_hi)); });
  CHECK(made.offers<Chat>());
  CHECK(!made.offers<ListModels>());
  made.on<Chat>(
      [](const Parsed<ChatRequest>&, const Context&) { return failed<ChatEvent>(api_error(418, "Short and stout.")); });
  CHECK(run<Chat>(made, chat_request()).error->status == 418);
  const auto missing = run<ListModels>(made, {});
  REQUIRE(missing.error);
  CHECK(missing.error->status == 404);
  CHECK(missing.error->code == "unknown_url");
}

TEST_CASE("a called backend offers the whole table") {
  const auto made = call(answers({.status = 500}, ""));
  CHECK(made.offers<CreateChatCompletion>());
  CHECK(made.offers<CreateCompletion>());
  CHECK(made.offers<CreateEmbedding>());
  CHECK(made.offers<ListModels>());
  CHECK(made.offers<RetrieveModel>());
  CHECK(made.offers<CreateResponse>());
  CHECK(made.offers<RetrieveResponse>());
  CHECK(made.offers<DeleteResponse>());
  CHECK(made.offers<CancelResponse>());
  CHECK(made.offers<ListInputItems>());
  CHECK(made.offers<CountInputTokens>());
  CHECK(made.offers<CompactResponse>());
  CHECK(made.offers<CreateSpeech>());
  CHECK(made.offers<CreateTranscription>());
  CHECK(made.offers<CreateTranslation>());
  CHECK(made.offers<CreateImage>());
  CHECK(made.offers<CreateImageEdit>());
  CHECK(made.offers<CreateImageVariation>());
  CHECK(made.offers<ListChatCompletions>());
  CHECK(made.offers<RetrieveChatCompletion>());
  CHECK(made.offers<UpdateChatCompletion>());
  CHECK(made.offers<DeleteChatCompletion>());
  CHECK(made.offers<ListChatMessages>());
  CHECK(made.offers<CreateConversation>());
  CHECK(made.offers<RetrieveConversation>());
  CHECK(made.offers<UpdateConversation>());
  CHECK(made.offers<DeleteConversation>());
  CHECK(made.offers<ListConversationItems>());
  CHECK(made.offers<CreateConversationItems>());
  CHECK(made.offers<RetrieveConversationItem>());
  CHECK(made.offers<DeleteConversationItem>());
  CHECK(made.offers<CreateModeration>());
  CHECK(made.offers<DeleteModel>());
}

TEST_CASE("a random id has its prefix and letters and digits, and comes once") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto id = random_id("call_");
    CHECK(id.size() == 29);
    CHECK(id.starts_with("call_"));
    CHECK(std::all_of(id.begin() + 5, id.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    CHECK(seen.insert(id).second);
  }
}

namespace {

// What the operation's own handler is asked, or the refusal.
template <Operation Op>
Collected tried(std::string path, std::string body, std::string content_type = "application/json") {
  Backend made;
  made.on<Op>([](const Parsed<typename Op::Request>&, const Context&) {
    return failed<Event<Op>>(api_error(418, "It was asked.", "asked"));
  });
  return answer(serve(made), post(std::move(path), std::move(body), {{"content-type", std::move(content_type)}}));
}
std::string form(const std::vector<std::pair<std::string, std::string>>& fields) {
  Bytes out;
  append_part(out, "XX", {.name = "file", .filename = "a.wav"}, "RIFF");
  append_part(out, "XX", {.name = "image", .filename = "a.png"}, "PNG");
  for (const auto& [name, words] : fields) append_part(out, "XX", {.name = name}, words);
  append_multipart_end(out, "XX");
  return out;
}

Collected list_in_order(const std::string& word) {
  Backend made;
  made.on<ListChatCompletions>([](const Parsed<ListChatCompletionsRequest>&, const Context&) {
    return failed<ChatCompletionList>(api_error(418, "It was asked.", "asked"));
  });
  return answer(serve(made), Request{.path = "/v1/chat/completions", .query = "order=" + word});
}

// The answers to a word that is known and to one that is not, and which parameter it was.
struct TriedWords {
  Collected good, bad;
  const char* param;
};

}  // namespace

TEST_CASE("words that the library itself acts on are refused when it does not know them") {
  const std::string forms = "multipart/form-data; boundary=XX";
  const auto embedding = [](std::string word) {
    return tried<CreateEmbedding>("/v1/embeddings", R"({"input":"x","model":"m","encoding_format":")" + word + "\"}");
  };
  const auto speech = [](std::string word) {
    return tried<CreateSpeech>("/v1/audio/speech",
                               R"({"input":"x","model":"m","voice":"v","stream_format":")" + word + "\"}");
  };
  const auto transcription = [&](std::string name, std::string word) {
    return tried<CreateTranscription>("/v1/audio/transcriptions", form({{"model", "m"}, {name, word}}), forms);
  };
  const auto translation = [&](std::string word) {
    return tried<CreateTranslation>("/v1/audio/translations", form({{"model", "m"}, {"response_format", word}}), forms);
  };
  const auto image = [](std::string word) {
    return tried<CreateImage>("/v1/images/generations", R"({"prompt":"x","response_format":")" + word + "\"}");
  };
  const auto edit = [&](std::string word) {
    return tried<CreateImageEdit>("/v1/images/edits", form({{"prompt", "x"}, {"response_format", word}}), forms);
  };
  const auto variation = [&](std::string word) {
    return tried<CreateImageVariation>("/v1/images/variations", form({{"response_format", word}}), forms);
  };
  const std::pair<const char*, TriedWords> rows[] = {
      {"embeddings", {embedding("base64"), embedding("md5"), "encoding_format"}},
      {"speech", {speech("sse"), speech("websocket"), "stream_format"}},
      {"transcriptions",
       {transcription("response_format", "srt"), transcription("response_format", "lrc"), "response_format"}},
      {"timestamps",
       {transcription("timestamp_granularities[]", "word"), transcription("timestamp_granularities[]", "syllable"),
        "timestamp_granularities[]"}},
      {"translations", {translation("vtt"), translation("diarized_json"), "response_format"}},
      {"images", {image("url"), image("svg"), "response_format"}},
      {"edits", {edit("b64_json"), edit(""), "response_format"}},
      {"variations", {variation("url"), variation("URL"), "response_format"}},
      {"lists", {list_in_order("asc"), list_in_order("up"), "order"}},
  };
  for (const auto& each : rows) {
    CAPTURE(each.first);
    const auto& row = each.second;
    CHECK(row.good.head.status == 418);
    CHECK(row.bad.head.status == 400);
    const auto error = read_error(row.bad.head, row.bad.body);
    CHECK(error.param == row.param);
    CHECK(error.code == "invalid_value");
    CHECK(error.message.starts_with("Invalid value: '"));
  }
  CHECK(read_error({}, embedding("md5").body).message ==
        "Invalid value: 'md5'. Supported values are: 'float', 'base64'.");
}

TEST_CASE("an array of texts holds texts, one of tokens tokens, one of arrays arrays") {
  struct Row {
    const char *array, *place;
  };
  const Row rows[] = {
      {R"([1,"a"])", "[1]"},       {R"(["a",1])", "[1]"}, {R"(["a","b",[1]])", "[2]"}, {"[[1],2]", "[1]"},
      {R"([[1],[2],"a"])", "[2]"}, {"[1,2,3]", nullptr},  {R"(["a","b"])", nullptr},   {"[[1],[2,3]]", nullptr},
      {R"("a")", nullptr},         {"[1]", nullptr},
  };
  for (const auto& row : rows) {
    CAPTURE(row.array);
    const auto embedding =
        tried<CreateEmbedding>("/v1/embeddings", R"({"model":"m","input":)" + std::string{row.array} + "}");
    const auto completion =
        tried<CreateCompletion>("/v1/completions", R"({"model":"m","prompt":)" + std::string{row.array} + "}");
    for (const auto& [got, param] : {std::pair{embedding, "input"}, std::pair{completion, "prompt"}}) {
      CHECK(got.head.status == (row.place ? 400 : 418));
      if (row.place) CHECK(read_error(got.head, got.body).param == std::string{param} + row.place);
    }
  }
}

TEST_CASE("a byte order mark before a request's JSON is skipped, wherever its members stand") {
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(tried<CreateEmbedding>("/v1/embeddings", mark + R"({"input":"x","model":"m"})").head.status == 418);
  Backend made;
  made.on<UpdateChatCompletion>([](const Parsed<UpdateChatCompletionRequest>& request, const Context&) {
    return failed<ChatCompletion>(api_error(418, to_json(*request)));
  });
  const auto got = answer(serve(made), post("/v1/chat/completions/c1", mark + R"({"metadata":{"a":"b"}})"));
  CHECK(read_error(got.head, got.body).message == R"({"completion_id":"c1","metadata":{"a":"b"}})");
}
