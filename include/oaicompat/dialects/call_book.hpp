// CallBook: which call a result of a tool answers, where a dialect's clients leave ids out.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// The calls of a conversation: results that name none are given to the first call that waits for one.
class CallBook {
 public:
  // A new turn of the model's begins: earlier calls wait no more.
  void begin_turn() { waiting_.clear(); }
  // The id of a call: its own, else one that no other call has.
  Text begin(std::string_view own, const Text& name) {
    Text id{own};
    while (id.empty() || (own.empty() && taken_.count(id.str()) != 0)) id = Text{"call_" + std::to_string(next_++)};
    taken_.insert(id.str());
    waiting_.push_back({id, name});
    return id;
  }
  // The id of the call that a result answers: by id, else by name, else in order. `known` says whether there is one.
  Text answer(std::string_view own, std::string_view name, bool& known) {
    const auto is_it = [&](const Waiting& call) {
      if (!own.empty()) return call.id == own;
      return name.empty() || call.name == name;
    };
    auto at = std::find_if(waiting_.begin(), waiting_.end(), is_it);
    if (at == waiting_.end() && own.empty()) at = waiting_.begin();
    known = at != waiting_.end();
    Text id = !own.empty() ? Text{own} : known ? at->id : Text{};
    if (known) waiting_.erase(at);
    return id.empty() ? Text{"call_" + std::to_string(next_++)} : id;
  }

 private:
  struct Waiting {
    Text id, name;
  };
  std::vector<Waiting> waiting_;
  std::set<std::string, std::less<>> taken_;
  std::size_t next_ = 0;
};

}  // namespace oaicompat::inline v1::detail
