// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/api/pages.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>

using namespace play;

namespace {

struct Numbered {
  Text id{};
};
struct AfterRequest {
  std::optional<Text> after{};
  Extras extra{};
};
struct PageRequest {
  std::optional<Text> page{};
  Extras extra{};
};
struct CursorList {
  std::vector<Numbered> data{};
  Text last_id{};
  bool has_more = false;
};
struct NextList {
  std::vector<Numbered> data{};
  Maybe<Text> next{};
  bool has_more = false;
};
struct UsageList {
  std::vector<Numbered> data{};
  Maybe<Text> next_page{};
  bool has_more = false;
};

template <class R, class L>
struct Listing {
  using Request = R;
  using Response = L;
};
struct ByItem : Listing<AfterRequest, CursorList> {
  static constexpr Endpoint endpoint{"byItem", "GET", "/by/item"};
};
struct ByLastId : Listing<AfterRequest, CursorList> {
  static constexpr Endpoint endpoint{"byLastId", "GET", "/by/last/id"};
  static constexpr Paging paging = Paging::last_id;
};
struct ByNext : Listing<AfterRequest, NextList> {
  static constexpr Endpoint endpoint{"byNext", "GET", "/by/next"};
};
struct ByPage : Listing<PageRequest, UsageList> {
  static constexpr Endpoint endpoint{"byPage", "GET", "/by/page"};
};
struct AtOnce : Listing<ListModelsRequest, CursorList> {
  static constexpr Endpoint endpoint{"atOnce", "GET", "/at/once"};
};

static_assert(paging_of<ByItem>() == Paging::last_item);
static_assert(paging_of<ByLastId>() == Paging::last_id);
static_assert(paging_of<ByNext>() == Paging::next);
static_assert(paging_of<ByPage>() == Paging::next_page);
static_assert(paging_of<AtOnce>() == Paging::none);
static_assert(paging_of<ListModels>() == Paging::none);
static_assert(paging_of<ListChatCompletions>() == Paging::last_item);
static_assert(paging_of<ListConversationItems>() == Paging::last_id);
static_assert(paging_of<ListInputItems>() == Paging::last_id);

std::string cursor_in(const AfterRequest& request) { return request.after ? request.after->str() : ""; }
std::string cursor_in(const PageRequest& request) { return request.page ? request.page->str() : ""; }
std::string cursor_in(const ListModelsRequest&) { return ""; }

void put_cursor(CursorList& list, std::string_view cursor) { list.last_id = Text{cursor}; }
void put_cursor(NextList& list, std::string_view cursor) { list.next = Text{cursor}; }
void put_cursor(UsageList& list, std::string_view cursor) { list.next_page = Text{cursor}; }

// A page: its cursor, and the ids of its items; the last one says that no more follow.
struct Sheet {
  const char* cursor;
  std::vector<const char*> ids;
};

// Gives the sheets in turn, the first one again after the last where they go round.
template <class Op>
struct Book {
  std::vector<Sheet> sheets;
  bool round = false;
  std::vector<std::string> asked{};

  Backend backend() {
    Backend out;
    out.on<Op>([this](const Parsed<typename Op::Request>& request, const Context&) {
      const auto& sheet = sheets[asked.size() % sheets.size()];
      asked.push_back(cursor_in(*request));
      typename Op::Response list;
      for (const auto* id : sheet.ids) list.data.push_back({Text{id}});
      if (*sheet.cursor) put_cursor(list, sheet.cursor);
      list.has_more = round || asked.size() < sheets.size();
      return one_item(std::move(list));
    });
    return out;
  }
};

template <class Op>
std::string ids(Book<Op>& book) {
  std::string out;
  auto items = Pages<Op>{book.backend(), {}, {}}.items();
  for (const auto& item : items) out += item.id.str();
  CHECK(!items.error());
  return out;
}

}  // namespace

TEST_CASE("each kind of list is asked for with the cursor that it gives") {
  const std::vector<Sheet> sheets{{"x", {"a", "b"}}, {"y", {}}, {"z", {"c"}}};
  Book<ByLastId> by_last_id{sheets};
  CHECK(ids(by_last_id) == "abc");
  CHECK(by_last_id.asked == std::vector<std::string>{"", "x", "y"});
  Book<ByNext> by_next{sheets};
  CHECK(ids(by_next) == "abc");
  CHECK(by_next.asked == std::vector<std::string>{"", "x", "y"});
  Book<ByPage> by_page{sheets};
  CHECK(ids(by_page) == "abc");
  CHECK(by_page.asked == std::vector<std::string>{"", "x", "y"});
  Book<ByItem> by_item{{{"x", {"a", "b"}}, {"z", {"c"}}}};
  CHECK(ids(by_item) == "abc");
  CHECK(by_item.asked == std::vector<std::string>{"", "b"});
}

TEST_CASE("a list ends where the server says so, or gives no cursor") {
  Book<ByItem> one{{{"x", {"a"}}}};
  CHECK(ids(one) == "a");
  Book<ByItem> empty_page{{{"x", {"a"}}, {"y", {}}, {"z", {"c"}}}};
  CHECK(ids(empty_page) == "a");
  Book<ByNext> no_cursor{{{"", {"a"}}, {"y", {"b"}}}};
  CHECK(ids(no_cursor) == "a");
  Book<AtOnce> at_once{{{"x", {"a"}}, {"y", {"b"}}}};
  CHECK(ids(at_once) == "a");
}

TEST_CASE("a page is asked for when it is read, and not before") {
  Book<ByItem> book{{{"", {"a"}}, {"", {"b"}}, {"", {"c"}}}};
  auto pages = Pages<ByItem>{book.backend(), {.after = Text{"start"}}, {}};
  CHECK(book.asked.empty());
  REQUIRE(pages.next());
  CHECK(book.asked == std::vector<std::string>{"start"});
  std::size_t more = 0;
  for (const auto& page : pages) more += page.data.size();
  CHECK(more == 2);
  CHECK(pages.next() == nullptr);
  CHECK(book.asked.size() == 3);
}

TEST_CASE("a server that gives a cursor again is an error") {
  for (const std::size_t length : {1, 2, 3, 7}) {
    CAPTURE(length);
    std::vector<std::string> names;
    std::vector<Sheet> sheets;
    for (std::size_t i = 0; i < length; ++i) names.push_back("item_" + std::to_string(i));
    for (const auto& name : names) sheets.push_back({"", {name.c_str()}});
    Book<ByItem> book{sheets, true};
    auto pages = Pages<ByItem>{book.backend(), {}, {}};
    while (pages.next()) REQUIRE(book.asked.size() < 100);
    REQUIRE(pages.error());
    CHECK(pages.error()->code == "repeated_cursor");
    CHECK(book.asked.size() <= 4 * length + 4);
  }
}

TEST_CASE("an error ends a list, and what came before it stands") {
  int asked = 0;
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [&](const Request& request) {
                         if (++asked == 1)
                           return ready_answer({200, {{"content-type", "application/json"}}},
                                               R"({"object":"list","data":[{"id":"c1"},{"id":"c2"}],"has_more":true})");
                         CHECK(request.query == "model=m&after=c2");
                         return error_answer(api_error(418, "Short and stout."));
                       }}};
  auto pages = client.pages<ListChatCompletions>({.model = "m"});
  std::string ids;
  for (const auto& stored : pages.items()) ids += stored.id.str();
  CHECK(ids == "c1c2");
  REQUIRE(pages.error());
  CHECK(pages.error()->status == 418);
  CHECK(pages.head().status == 418);
  CHECK(asked == 2);
  CHECK(pages.next() == nullptr);
}
