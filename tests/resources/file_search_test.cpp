// file_search in responses that are derived from chats.
// SPDX-License-Identifier: MIT
#include "derived.hpp"
#include "vector_stores.hpp"

#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

using namespace derived;

namespace file_search_test {

// A backend whose chat says one script after the other, with one vector store in which two passages are always found.
struct Searched {
  std::vector<std::shared_ptr<ChatScript>> rounds{};
  std::vector<std::string> asked{};  // of the chat
  std::vector<std::string> searches{};
  std::optional<Error> broken{};

  static VectorStoreSearchPage page() {
    const auto passage = [](const std::string& file, const std::string& score) {
      return R"({"file_id":"file-)" + file + R"(","filename":")" + file + R"(.txt","score":)" + score +
             R"(,"attributes":{"year":7},"content":[{"type":"text","text":"About )" + file + R"(."}]})";
    };
    return read<VectorStoreSearchPage>(
        R"({"object":"vector_store.search_results.page","search_query":["q"],"has_more":false,"next_page":null,"data":[)" +
        passage("a", "0.9") + "," + passage("b", "0.5") + "]}");
  }
  Backend backend() {
    Backend made;
    made.on<CreateChatCompletion>([this](const Parsed<ChatRequest>& request, const Context&) {
      const auto& script = rounds.at(asked.size());
      asked.push_back(to_json(*request));
      return std::make_unique<test::ScriptedStream<CreateChatCompletion>>(script);
    });
    made.on<RetrieveVectorStore>([](const Parsed<RetrieveVectorStoreRequest>& request, const Context&) {
      if (request->vector_store_id == "vs_1") return one_item(VectorStore{.id = request->vector_store_id});
      return failed<VectorStore>(api_error(404, "No vector store.", "", "vector_store_id"));
    });
    made.on<SearchVectorStore>([this](const Parsed<SearchVectorStoreRequest>& request, const Context&) {
      searches.push_back(to_json(*request));
      if (broken) return failed<VectorStoreSearchPage>(*broken);
      return one_item(page());
    });
    return made;
  }
};

ChatEvent calls_search(const std::string& queries, int index = 0) {
  const auto at = std::to_string(index);
  return delta(R"({"tool_calls":[{"index":)" + at + R"(,"id":"call_)" + at +
               R"(","type":"function","function":{"name":"file_search","arguments":"{\"queries\":)" + queries +
               R"(}"}}]})");
}
std::shared_ptr<ChatScript> searches_for(const std::string& queries) {
  return play::chat({calls_search(queries), finish("tool_calls"), usage()});
}
std::shared_ptr<ChatScript> says(const std::vector<std::string>& texts) {
  std::vector<std::variant<ChatEvent, play::Wait, Error>> steps;
  for (const auto& text : texts) steps.emplace_back(delta(R"({"content":")" + text + "\"}"));
  steps.emplace_back(finish("stop"));
  steps.emplace_back(usage());
  return play::chat(std::move(steps));
}
const std::string tool = R"("tools":[{"type":"file_search","vector_store_ids":["vs_1"]}])";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace file_search_test
using namespace file_search_test;

TEST_CASE("a model that calls file_search is told the passages and goes on, all in one response") {
  Searched searched{.rounds = {searches_for(R"([\"cats\",\"dogs\"])"), says({"Cats purr【1】. Dogs【2】 bark."})}};
  const auto got = respond(with_responses(searched.backend(), counted()), request(tool));
  REQUIRE(got);
  REQUIRE(searched.searches.size() == 1);
  CHECK(has(searched.searches[0], R"("query":["cats","dogs"],"max_num_results":20)"));
  REQUIRE(got->output.size() == 2);
  const auto* search = got->output[0].get_if<FileSearchCall>();
  REQUIRE(search);
  CHECK(search->queries == std::vector<Text>{"cats", "dogs"});
  CHECK(search->status == ItemStatus::completed);
  CHECK(search->results.is_null());
  const auto* message = got->output[1].get_if<MessageItem>();
  REQUIRE(message);
  CHECK(to_json(*got).find("\"text\":\"Cats purr. Dogs bark.\"") != std::string::npos);
  CHECK(has(to_json(*got), R"("annotations":[{"type":"file_citation","file_id":"file-a","index":9,"filename":"a.txt"},)"
                           R"({"type":"file_citation","file_id":"file-b","index":15,"filename":"b.txt"}])"));
  CHECK(got->usage->total_tokens == 10);
  CHECK(got->usage->input_tokens_details.cached_tokens == 2);
  REQUIRE(searched.asked.size() == 2);
  CHECK(has(searched.asked[0], R"("name":"file_search")"));
  CHECK(has(searched.asked[1], "About a."));
  CHECK(has(searched.asked[1], R"("tool_call_id":"call_0")"));
  CHECK(has(to_json(*got), R"("max_num_results":20)"));
}

TEST_CASE("the events of a search come before those of the text") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])"), says({"Yes", "【", "1†a.t", "xt】", "."})}};
  const auto backend = with_responses(searched.backend(), counted());
  const auto got =
      events(play::run<CreateResponse>(backend, request(tool + R"(,"include":["file_search_call.results"])", true)));
  CHECK(types(got) ==
        "created in_progress output_item.added file_search_call.in_progress file_search_call.searching "
        "file_search_call.completed output_item.done output_item.added content_part.added output_text.delta "
        "output_text.annotation.added output_text.delta output_text.done content_part.done output_item.done completed");
  const auto last = last_response(got);
  const auto* search = last.output.at(0).get_if<FileSearchCall>();
  REQUIRE(search);
  REQUIRE(search->results);
  CHECK(has(to_json(last),
            R"({"file_id":"file-a","text":"About a.","filename":"a.txt","attributes":{"year":7},"score":0.9})"));
  CHECK(has(to_json(last), "\"text\":\"Yes.\""));
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(has(to_json(got[i]), "\"sequence_number\":" + std::to_string(i)));
}

TEST_CASE("a vector store that is not there refuses the request, a search that fails fails the response") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])")}};
  const auto backend = with_responses(searched.backend(), counted());
  const auto got = respond(backend, request(R"("tools":[{"type":"file_search","vector_store_ids":["vs_2"]}])"));
  REQUIRE_FALSE(got);
  CHECK(got.error().status == 404);
  CHECK(got.error().param == "tools");
  CHECK(searched.asked.empty());
  searched.broken = api_error(500, "The disk is broken.");
  const auto ended = last_response(events(play::run<CreateResponse>(backend, request(tool, true))));
  CHECK(ended.status == ResponseStatus::failed);
  CHECK(ended.error->message == "The disk is broken.");
  CHECK(ended.output.size() == 1);
}

TEST_CASE("what a file_search must be like is said with its path") {
  Searched searched;
  const auto backend = with_responses(searched.backend(), counted());
  const auto refusal = [&](const std::string& more) {
    const auto got = respond(backend, request(R"("tools":[{"type":"file_search",)" + more + "}]"));
    return got ? "" : got.error().param;
  };
  CHECK(refusal(R"("vector_store_ids":[])") == "tools[0].vector_store_ids");
  CHECK(refusal(R"("vector_store_ids":["vs_1"],"max_num_results":51)") == "tools[0].max_num_results");
  CHECK(refusal(R"("vector_store_ids":["vs_1"],"ranking_options":{"score_threshold":2})") ==
        "tools[0].ranking_options.score_threshold");
  CHECK(refusal(R"("vector_store_ids":["vs_1"],"ranking_options":)"
                R"({"hybrid_search":{"embedding_weight":0,"text_weight":0}})") ==
        "tools[0].ranking_options.hybrid_search");
}

TEST_CASE("filters, ranking and the number of results go to the search") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])"), says({"Ok."})}};
  const auto got =
      respond(with_responses(searched.backend(), counted()),
              request(R"("tools":[{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":1,)"
                      R"("filters":{"type":"eq","key":"year","value":7},"ranking_options":{"ranker":"auto",)"
                      R"("score_threshold":0.5,"hybrid_search":{"embedding_weight":1,"text_weight":2}}}])"
                      R"(,"include":["file_search_call.results"])"));
  REQUIRE(got);
  REQUIRE(searched.searches.size() == 1);
  CHECK(has(searched.searches[0], R"("max_num_results":1)"));
  CHECK(has(searched.searches[0], R"("filters":{"type":"eq","key":"year","value":7})"));
  CHECK(has(searched.searches[0], R"("score_threshold":0.5)"));
  CHECK(has(searched.searches[0], R"("hybrid_search":{"embedding_weight":1,"text_weight":2})"));
  CHECK(got->output[0].get_if<FileSearchCall>()->results->size() == 1);
}

TEST_CASE("a choice of file_search is for the first round alone") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])"), says({"Ok."})}};
  REQUIRE(respond(with_responses(searched.backend(), counted()),
                  request(tool + R"(,"tool_choice":{"type":"file_search"})")));
  CHECK(has(searched.asked[0], R"("tool_choice":{"type":"function","function":{"name":"file_search"}})"));
  CHECK_FALSE(has(searched.asked[1], "tool_choice"));
}

TEST_CASE("a function of the caller's that is called beside a search ends the response") {
  Searched searched{.rounds = {play::chat(
                        {calls_search(R"([\"q\"])"),
                         delta(R"({"tool_calls":[{"index":1,"id":"call_9","type":"function","function":{"name":"f",)"
                               R"("arguments":"{}"}}]})"),
                         finish("tool_calls")})}};
  const auto got = respond(with_responses(searched.backend(), counted()),
                           request(R"("tools":[{"type":"file_search","vector_store_ids":["vs_1"]},)"
                                   R"({"type":"function","name":"f","parameters":{}}])"));
  REQUIRE(got);
  REQUIRE(got->output.size() == 2);
  CHECK(got->output[0].get_if<FunctionCallItem>());
  CHECK(got->output[1].get_if<FileSearchCall>());
}

TEST_CASE("a search is offered no more once there were as many as may be") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])"), says({"Ok."})}};
  auto options = counted();
  options.max_searches = 1;
  REQUIRE(respond(with_responses(searched.backend(), options), request(tool)));
  CHECK(has(searched.asked[1], R"("tool_choice":"none")"));
}

TEST_CASE("a model that searches for nothing, or does not search") {
  Searched searched{.rounds = {searches_for("[]"), says({"No【9】 need【x】."})}};
  const auto backend = with_responses(searched.backend(), counted());
  const auto got = last_response(events(play::run<CreateResponse>(backend, request(tool, true))));
  CHECK(got.status == ResponseStatus::failed);
  const auto plain = respond(backend, request(tool));
  REQUIRE(plain);
  REQUIRE(plain->output.size() == 1);
  CHECK(has(to_json(*plain), "\"text\":\"No need【x】.\""));
  CHECK(has(to_json(*plain), "\"annotations\":[]"));
}

TEST_CASE("a chat that calls no tools is told what was found before it begins") {
  Searched searched{.rounds = {says({"Yes【1】."})}};
  auto options = counted();
  options.file_search = FileSearching::before_chat;
  const auto got =
      respond(with_responses(searched.backend(), options), request(tool + R"(,"tool_choice":{"type":"file_search"})"));
  REQUIRE(got);
  CHECK(got->output[0].get_if<FileSearchCall>()->queries == std::vector<Text>{"Hello"});
  CHECK(has(to_json(*got), R"("file_id":"file-a","index":3)"));
  REQUIRE(searched.asked.size() == 1);
  CHECK(has(searched.asked[0], "About a."));
  CHECK(has(searched.asked[0], "Hello\""));
  CHECK_FALSE(has(searched.asked[0], "\"tools\""));
  CHECK_FALSE(has(searched.asked[0], "tool_choice"));
}

TEST_CASE("an earlier search whose results are in the input is told to the chat again") {
  Searched searched{.rounds = {says({"Ok."})}};
  const auto asked = read<ResponseRequest>(
      R"({"model":"m","input":[{"role":"user","content":"Hi"},{"type":"file_search_call","id":"fs_1","status":"completed",)"
      R"("queries":["q"],"results":[{"filename":"a.txt","text":"Cats."}]},{"role":"user","content":"And?"}],)" +
      tool + "}");
  REQUIRE(respond(with_responses(searched.backend(), counted()), asked));
  CHECK(has(searched.asked[0], R"(a.txt\nCats.)"));
  CHECK(has(searched.asked[0], R"({\"queries\":[\"q\"]})"));
}

TEST_CASE("citations are counted in code points") {
  Searched searched{.rounds = {searches_for(R"([\"q\"])"), says({"é😀", "【1】"})}};
  const auto got = respond(with_responses(searched.backend(), counted()), request(tool));
  REQUIRE(got);
  CHECK(has(to_json(*got), R"("index":2,)"));
}

TEST_CASE("without vector stores file_search is refused") {
  const auto got = respond(with_responses(play::backend(says_hi()), counted()), request(tool));
  REQUIRE_FALSE(got);
  CHECK(got.error().param == "tools[0].type");
}

TEST_CASE("a vector store of another tenant is not there for file_search") {
  vector_stores_test::Stores stores;
  const auto made = stores.make();
  Searched searched{.rounds = {says({"Ok."})}};
  auto own = with_vector_stores(searched.backend(), stores.files);
  const auto http = serve(with_responses(std::move(own), counted()));
  const auto asked = [&](const std::string& tenant) {
    const Handler as = [&](Request request) {
      request.context.tenant = tenant;
      return http(std::move(request));
    };
    return kept::refused(
        kept::tell(as, "POST", "/responses", "",
                   R"({"model":"m","input":"Hi","tools":[{"type":"file_search","vector_store_ids":[")" + made.id.str() +
                       "\"]}]}"));
  };
  CHECK(asked("other") == "404 tools");
  CHECK(searched.asked.empty());
  CHECK(asked("").starts_with("200 "));
}
