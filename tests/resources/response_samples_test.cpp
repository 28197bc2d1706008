// Every item, part, tool and event of responses, with all the members that the specification gives it, is read typed
// and comes back as it was.
// SPDX-License-Identifier: MIT
#include "check_sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace oaicompat;
using facts::check_sample;
using facts::file;

namespace {

const facts::Fact& type_of(const std::string& schema, const std::string& member) {
  return file().schemas.at(schema).at(member).type;
}

template <class T>
std::size_t check_cases(const std::vector<facts::Case>& cases) {
  for (const auto& each : cases) check_sample<T>(each.schema, each.word);
  return cases.size();
}

}  // namespace

TEST_CASE("every item of a response is read typed and comes back") {
  CHECK(check_cases<ResponseItem>(type_of("CreateResponse", "input").items[0].cases) == 30);
  CHECK(check_cases<ResponseItem>(type_of("Response", "output").items[0].cases) == 28);
  CHECK(check_cases<ResponseItem>(type_of("ResponseItemList", "data").items[0].cases) == 28);
  CHECK(check_cases<ResponseItem>(type_of("CompactResource", "output").items[0].cases) == 28);
}

TEST_CASE("every part, tool and choice of a response is read typed and comes back") {
  CHECK(check_cases<ResponsePart>(type_of("Message", "content").items[0].cases) == 9);
  CHECK(check_cases<ResponseTool>(type_of("CreateResponse", "tools").items[0].cases) == 18);
  for (const auto& each : type_of("CreateResponse", "tool_choice").cases) {
    const auto choice = facts::Samples{file(), facts::Fullness::all}.object(each.schema, each.word);
    const auto read = parse_owned<ResponseRequest>(R"({"tool_choice":)" + choice + "}");
    REQUIRE_MESSAGE(read, read.error().message);
    const auto* named = read->tool_choice->get_if<ResponseNamedChoice>();
    REQUIRE(named);
    CHECK(!named->get_if<Unknown>());
    CHECK(named->tag() == each.word);
    CHECK(joined(json_differences(R"({"tool_choice":)" + choice + "}", to_json(*read))) == "");
  }
}

TEST_CASE("every event of a response's stream is read typed and comes back") {
  std::size_t count = 0;
  for (const auto& [name, schema] : file().schemas) {
    if (!name.starts_with("Response") || !name.ends_with("Event")) continue;
    const auto& type = schema.at("type").type;
    const auto words = type.constant ? std::vector{*type.constant} : *type.words;
    for (const auto& word : words) {
      check_sample<ResponseEvent>(name, word);
      ++count;
    }
  }
  CHECK(count == 58);
}

TEST_CASE("what the operations on responses take and give comes back") {
  check_sample<ResponseRequest>("CreateResponse", "");
  check_sample<Response>("Response", "");
  check_sample<ResponseItemList>("ResponseItemList", "");
  check_sample<CountInputTokensRequest>("TokenCountsBody", "");
  check_sample<InputTokenCount>("TokenCountsResource", "");
  check_sample<CompactRequest>("CompactResponseMethodPublicBody", "");
  check_sample<CompactedResponse>("CompactResource", "");
  check_sample<RetrieveResponseRequest>("GET /responses/{response_id}", "");
  check_sample<DeleteResponseRequest>("DELETE /responses/{response_id}", "");
  check_sample<CancelResponseRequest>("POST /responses/{response_id}/cancel", "");
  check_sample<ListInputItemsRequest>("GET /responses/{response_id}/input_items", "");
}
