// Queue: first in, first out, for many that are short. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// As a std::deque, but without memory until something is put in, where that takes half a kilobyte from the start.
template <class T>
class Queue {
 public:
  bool empty() const { return first_ == items_.size(); }
  std::size_t size() const { return items_.size() - first_; }
  void push(T item) { items_.push_back(std::move(item)); }
  /// Takes the first one. Precondition: it is not empty.
  T pop() {
    T item = std::move(items_[first_++]);
    // Places that were taken are given up once they are most: on average an item is moved at most once.
    if (first_ > items_.size() / 2) drop_taken();
    return item;
  }

 private:
  static constexpr std::size_t most_kept = 16;  // places of an empty queue
  void drop_taken() {
    if (empty() && items_.capacity() > most_kept) {
      release(items_);
    } else {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
    }
    first_ = 0;
  }

  std::vector<T> items_;
  std::size_t first_ = 0;
};

}  // namespace oaicompat::inline v1::detail
