// Pages: a list that is asked for page by page.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/send.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

/// How the next page of a list is asked for.
enum class Paging {
  none,       ///< There is one page.
  last_item,  ///< `after` is the id of the last item.
  last_id,    ///< `after` is the page's `last_id`.
  next,       ///< `after` is the page's `next`.
  next_page,  ///< `page` is the page's `next_page`.
};

namespace detail {

// A text that may be absent, as a string that is empty then.
template <class Member>
std::string cursor_text(const Member& member) {
  if constexpr (requires { member.str(); }) {
    return member.str();
  } else {
    return member ? cursor_text(*member) : std::string{};
  }
}

template <class Request>
concept AsksAfter = requires(Request& request) {
  request.after = Text{};
};

}  // namespace detail

/// Which of them an operation uses: what its `Op::paging` says, else what its types have members for.
template <Operation Op>
constexpr Paging paging_of() {
  using Asked = typename Op::Request;
  using Page = typename Op::Response;
  if constexpr (requires {
                  { Op::paging } -> std::convertible_to<Paging>;
                }) {
    return Op::paging;
  } else if constexpr (requires(Asked & request, const Page& page) {
                         request.page = Text{};
                         page.next_page;
                       }) {
    return Paging::next_page;
  } else if constexpr (!detail::AsksAfter<Asked>) {
    return Paging::none;
  } else if constexpr (requires(const Page& page) { page.next; }) {
    return Paging::next;
  } else if constexpr (requires(const Page& page) { page.data.back().id; }) {
    return Paging::last_item;
  } else if constexpr (requires(const Page& page) { page.last_id; }) {
    return Paging::last_id;
  } else {
    return Paging::none;
  }
}

/// A list operation, whose response has `data`.
template <class Op>
concept ListOperation = Operation<Op> && requires(const typename Op::Response& page) {
  page.data.begin();
};

namespace detail {

// What comes after a page; empty at the end.
template <ListOperation Op>
std::string next_cursor(const typename Op::Response& page) {
  constexpr auto paging = paging_of<Op>();
  if constexpr (requires { page.has_more; }) {
    if (!page.has_more) return {};
  }
  if constexpr (paging == Paging::next_page) {
    return cursor_text(page.next_page);
  } else if constexpr (paging == Paging::next) {
    return cursor_text(page.next);
  } else if constexpr (paging == Paging::last_id) {
    return cursor_text(page.last_id);
  } else if constexpr (paging == Paging::last_item) {
    return page.data.empty() ? std::string{} : cursor_text(page.data.back().id);
  } else {
    return {};
  }
}

// Tells a server that goes round in a circle: it remembers one cursor, and a later one each time that as many more have
// come as before.
class OAICOMPAT_API CursorCircle {
 public:
  // Whether this cursor was there before, sooner or later.
  bool closes(const std::string& cursor);

 private:
  std::string last_{}, kept_{};
  std::size_t since_ = 0, most_ = 1;
};
OAICOMPAT_API Error repeated_cursor(const Endpoint& endpoint, const std::string& cursor);

}  // namespace detail

/// The pages of a list, each asked for when it is read, to the last one. It can be read once.
///
///     auto pages = client.pages<ListChatCompletions>({.model = "my-model"});
///     for (const auto& page : pages) print(page.data.size());
///     for (const auto& item : client.pages<ListChatCompletions>({}).items()) print(item.id);
///     if (pages.error()) report(*pages.error());
///
/// The loop ends at the end and at an error alike: `error()` tells which. A server that gives a cursor again is an
/// error (`repeated_cursor`). Copies read the same list. **Lifetime**: a page, or an item, until the next one is taken.
/// **Threads**: one at a time.
template <ListOperation Op>
class Pages {
 public:
  using Page = typename Op::Response;
  using Item = std::remove_cvref_t<decltype(*std::declval<const Page&>().data.begin())>;

  Pages(Backend backend, typename Op::Request request, RequestOptions options)
      : state_{std::make_shared<State>(std::move(backend), std::move(request), std::move(options))} {}

  /// The next page, waited for, or a null pointer at the end and at an error.
  const Page* next() { return state_->next_page(); }
  /// Why the list ended, if not as it should. Meaningful once `next` has given a null pointer, or a loop has ended.
  const std::optional<Error>& error() const { return state_->error; }
  /// The head of the last page's HTTP answer; a status of 0 before.
  const Head& head() const { return state_->came.head; }

  /// Steps through what `next` gives.
  template <class From, class T>
  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(From* from) : from_{from} { ++*this; }
    const T& operator*() const { return *at_; }
    const T* operator->() const { return at_; }
    Iterator& operator++() {
      at_ = from_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& i, std::default_sentinel_t) { return i.at_ == nullptr; }

   private:
    From* from_ = nullptr;
    const T* at_ = nullptr;
  };

  /// The items of all pages.
  class Items {
   public:
    explicit Items(Pages pages) : pages_{std::move(pages)} {}
    /// The next item, or a null pointer at the end and at an error.
    const Item* next() { return pages_.state_->next_item(); }
    const std::optional<Error>& error() const { return pages_.error(); }
    auto begin() { return Iterator<Items, Item>{this}; }
    std::default_sentinel_t end() const { return {}; }

   private:
    Pages pages_;
  };
  Items items() const { return Items{*this}; }

  auto begin() { return Iterator<Pages, Page>{this}; }
  std::default_sentinel_t end() const { return {}; }

 private:
  struct State {
    State(Backend b, typename Op::Request r, RequestOptions o)
        : backend{std::move(b)}, request{std::move(r)}, options{std::move(o)} {}

    const Page* next_page();
    const Item* next_item();

    const Backend backend;
    typename Op::Request request;
    const RequestOptions options;
    Page page{};
    std::size_t item = 0;
    detail::CameAs came;
    std::optional<Error> error;
    detail::CursorCircle circle;
    bool began = false, ended = false;
  };
  std::shared_ptr<State> state_;
};

template <ListOperation Op>
const typename Pages<Op>::Page* Pages<Op>::State::next_page() {
  if (ended) return nullptr;
  if (began) {
    const auto cursor = detail::next_cursor<Op>(page);
    ended = cursor.empty();
    if (!ended && circle.closes(cursor)) error = detail::repeated_cursor(Op::endpoint, cursor);
    if (ended || error) return ended = true, nullptr;
    if constexpr (paging_of<Op>() == Paging::next_page) {
      request.page = Text{cursor};
    } else if constexpr (paging_of<Op>() != Paging::none) {
      request.after = Text{cursor};
    }
  }
  began = true;
  item = 0;
  page = Page{};
  error = detail::send(backend, detail::sending<Op>(request), options, &page, came);
  ended = error.has_value();
  return ended ? nullptr : &page;
}
template <ListOperation Op>
const typename Pages<Op>::Item* Pages<Op>::State::next_item() {
  while (!began || item >= page.data.size()) {
    if (!next_page()) return nullptr;
  }
  return &page.data[item++];
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/pages.ipp>
#endif
