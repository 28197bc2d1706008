// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/sqlite_connection.ipp>
#include <oaicompat/stores/sqlite_keyword_index.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Any of the words, each as it is.
inline std::string any_word_of(std::string_view query) {
  std::string out;
  constexpr std::string_view spaces = " \t\r\n\f\v";
  for (std::size_t at = 0; at < query.size();) {
    const auto begin = query.find_first_not_of(spaces, at);
    if (begin == std::string_view::npos) break;
    const auto end = std::min(query.find_first_of(spaces, begin), query.size());
    out += out.empty() ? "\"" : " OR \"";
    for (const char c : query.substr(begin, end - begin)) {
      if (c == '"') out += c;
      if (c != '\0') out += c;
    }
    out += '"';
    at = end;
  }
  return out;
}

// Its one transaction is never committed: nothing of it is to be kept.
class SqliteKeywordIndex final : public KeywordIndex {
 public:
  explicit SqliteKeywordIndex(std::unique_ptr<SqliteConnection> on) : on_{std::move(on)} {}

  static Result<KeywordIndexPtr> make() {
    auto on = SqliteConnection::open("", std::chrono::seconds{0});
    if (!on) return on.error();
    const auto begun = (*on)->run(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='unicode61 remove_diacritics 2');"
        "BEGIN");
    if (!begun) return begun.error();
    return KeywordIndexPtr{std::make_shared<SqliteKeywordIndex>(*std::move(on))};
  }

  Result<void> add(std::uint32_t entry, std::string_view text) override {
    const std::lock_guard lock{mutex_};
    return on_->run_with("INSERT INTO texts (rowid, text) VALUES (?, CAST(? AS TEXT))", std::int64_t{entry}, text);
  }
  Result<void> remove(std::uint32_t entry) override {
    const std::lock_guard lock{mutex_};
    return on_->run_with("DELETE FROM texts WHERE rowid = ?", std::int64_t{entry});
  }
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t most,
                                        const AcceptEntry& accept) const override {
    std::vector<SearchHit> out;
    const auto words = any_word_of(query);
    if (words.empty() || most == 0) return out;
    const std::lock_guard lock{mutex_};
    auto* statement =
        on_->prepare("SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH CAST(? AS TEXT) ORDER BY rank");
    if (!statement) return on_->error();
    SqliteQuery rows{statement};
    rows.bind(std::string_view{words});
    while (out.size() < most && rows.step()) {
      const auto entry = static_cast<std::uint32_t>(rows.number(0));
      if (!accept || accept(entry)) out.push_back({entry, static_cast<float>(rows.real(1))});
    }
    if (rows.failed()) return on_->error();
    return out;
  }

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<SqliteConnection> on_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<KeywordIndexPtr> sqlite_keyword_index() { return detail::SqliteKeywordIndex::make(); }

}  // namespace oaicompat::inline v1
