// Variant: one of several types, as std::variant is, for unions of many structs.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

namespace detail {

// The place of T among Ts; their number where it is not among them.
template <class T, class... Ts>
constexpr std::size_t place_of() {
  std::size_t i = 0;
  static_cast<void>(((std::is_same_v<T, Ts> || (++i, false)) || ...));
  return i;
}

template <std::size_t I, class... Ts>
struct TypeAt;
template <std::size_t I, class T, class... Ts>
struct TypeAt<I, T, Ts...> : TypeAt<I - 1, Ts...> {};
template <class T, class... Ts>
struct TypeAt<0, T, Ts...> {
  using type = T;
};
constexpr std::size_t largest(std::initializer_list<std::size_t> sizes) {
  std::size_t out = 0;
  for (const auto size : sizes) out = size > out ? size : out;
  return out;
}

template <class T>
struct ArrayOfOne {
  T item[1];
};
// What a U may become: T, unless that would narrow it. As the standard's variant has it.
template <class U, std::size_t I, class T>
struct Choice {
  void choose() const;
};
template <class U, std::size_t I, class T>
requires requires(U (&make)()) { ArrayOfOne<T>{{make()}}; }
struct Choice<U, I, T> {
  std::integral_constant<std::size_t, I> choose(T) const;
};
template <class U, class Places, class... Ts>
struct Choices;
template <class U, std::size_t... Is, class... Ts>
struct Choices<U, std::index_sequence<Is...>, Ts...> : Choice<U, Is, Ts>... {
  using Choice<U, Is, Ts>::choose...;
};
// The place of what a U becomes; the number of the types where it cannot be told. Its own type needs no overloads.
template <class U, class... Ts>
constexpr std::size_t chosen_place() {
  constexpr auto own = place_of<std::remove_cvref_t<U>, Ts...>();
  using All = Choices<U, std::index_sequence_for<Ts...>, Ts...>;
  if constexpr (own < sizeof...(Ts)) {
    return own;
  } else if constexpr (requires(const All& all, U (&make)()) { all.choose(make()); }) {
    using Place = decltype(std::declval<const All&>().choose(std::declval<U>()));
    if constexpr (std::is_void_v<Place>) {
      return sizeof...(Ts);
    } else {
      return Place::value;
    }
  } else {
    return sizeof...(Ts);
  }
}

// What is done to an alternative, once for each type in all the unions that hold it.
template <class T>
void destroy_one(void* at) noexcept {
  std::destroy_at(static_cast<T*>(at));
}
template <class T>
void copy_one(void* to, const void* from) {
  ::new (to) T(*static_cast<const T*>(from));
}
template <class T>
void move_one(void* to, void* from) noexcept {
  ::new (to) T(std::move(*static_cast<T*>(from)));
}
template <class T>
bool same_one(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}
// The same for each alternative of a variant of many. A library that holds such a variant in many places declares this
// `extern template`, and compiles it once: that spares the copying of all its structs.
template <class V>
struct VariantOps;
template <template <class...> class V, class... Ts>
struct VariantOps<V<Ts...>> {
  static void destroy(std::size_t index, void* at) noexcept;
  static void copy(std::size_t index, void* to, const void* from);
  static void move(std::size_t index, void* to, void* from) noexcept;
  static bool same(std::size_t index, const void* a, const void* b);
};
template <template <class...> class V, class... Ts>
void VariantOps<V<Ts...>>::destroy(std::size_t index, void* at) noexcept {
  static constexpr void (*each[])(void*) noexcept = {&destroy_one<Ts>...};
  each[index](at);
}
template <template <class...> class V, class... Ts>
void VariantOps<V<Ts...>>::copy(std::size_t index, void* to, const void* from) {
  static constexpr void (*each[])(void*, const void*) = {&copy_one<Ts>...};
  each[index](to, from);
}
template <template <class...> class V, class... Ts>
void VariantOps<V<Ts...>>::move(std::size_t index, void* to, void* from) noexcept {
  static constexpr void (*each[])(void*, void*) noexcept = {&move_one<Ts>...};
  each[index](to, from);
}
template <template <class...> class V, class... Ts>
bool VariantOps<V<Ts...>>::same(std::size_t index, const void* a, const void* b) {
  static constexpr bool (*each[])(const void*, const void*) = {&same_one<Ts>...};
  return each[index](a, b);
}
template <class R, class F, class T>
R visit_one(F& visitor, void* at) {
  return visitor(*static_cast<T*>(at));
}
template <class R, class F, class T, class... Ts>
R visit_few(F& visitor, void* at, std::size_t index) {
  if constexpr (sizeof...(Ts) > 0) {
    if (index != 0) return visit_few<R, F, Ts...>(visitor, at, index - 1);
  }
  return visitor(*static_cast<T*>(at));
}

}  // namespace detail

/// One of several types, the first by default. It does what `std::variant` does, and costs a fraction of it to compile
/// where the types are many structs. It is never empty: an alternative that cannot be copied leaves the one before.
/// Moving an alternative must not throw.
///
///     if (const auto* text = variant.get_if<Text>()) ...
///     variant.visit([](const auto& each) { ... });
template <class... Ts>
class Variant {
  static constexpr std::size_t count = sizeof...(Ts);
  static constexpr bool few = count <= 4;  // fewer comparisons than a call through a pointer takes
  template <class U>
  static constexpr std::size_t chosen = detail::chosen_place<U, Ts...>();
  template <std::size_t I>
  using At = typename detail::TypeAt<I, Ts...>::type;

 public:
  Variant() : Variant{std::in_place_index<0>} {}
  /// The alternative that the value is, or the one that it converts to best.
  template <class U>
  requires(!std::is_same_v<std::remove_cvref_t<U>, Variant> && chosen<U> < count) Variant(U&& value)
      : Variant{std::in_place_index<chosen<U>>, std::forward<U>(value)} {}
  /// The alternative of that number.
  template <std::size_t I, class... Args>
  explicit Variant(std::in_place_index_t<I>, Args&&... args) : index_{I} {
    ::new (static_cast<void*>(storage_)) At<I>(std::forward<Args>(args)...);
  }
  Variant(const Variant& other) : index_{other.index_} { copy(other); }
  Variant(Variant&& other) noexcept : index_{other.index_} { move(other); }
  Variant& operator=(const Variant& other) {
    if (this != &other) *this = Variant{other};
    return *this;
  }
  Variant& operator=(Variant&& other) noexcept {
    Variant held{std::move(other)};  // `other` may lie within what goes
    destroy();
    index_ = held.index_;
    move(held);
    return *this;
  }
  ~Variant() { destroy(); }

  /// The number of the alternative.
  std::size_t index() const noexcept { return index_; }
  /// The alternative, or a null pointer when it is another.
  template <class T>
  const T* get_if() const noexcept {
    return index_ == place<T> ? static_cast<const T*>(at()) : nullptr;
  }
  template <class T>
  T* get_if() noexcept {
    return index_ == place<T> ? static_cast<T*>(at()) : nullptr;
  }
  /// Makes it another alternative, of these arguments.
  template <class T, class... Args>
  T& emplace(Args&&... args) {
    if constexpr (sizeof...(Args) == 0 && std::is_nothrow_default_constructible_v<T>) {
      destroy();
      ::new (static_cast<void*>(storage_)) T();
      index_ = place<T>;
    } else {
      *this = Variant{std::in_place_index<place<T>>, std::forward<Args>(args)...};
    }
    return *static_cast<T*>(at());
  }

  /// Calls `visitor` with the alternative, and gives what it gives; that is of the same type for each.
  template <class F>
  decltype(auto) visit(F&& visitor) const {
    return call<std::invoke_result_t<F&, const At<0>&>, std::remove_reference_t<F>, const Ts...>(
        visitor, const_cast<void*>(at()));
  }
  template <class F>
  decltype(auto) visit(F&& visitor) {
    return call<std::invoke_result_t<F&, At<0>&>, std::remove_reference_t<F>, Ts...>(visitor, at());
  }

  friend bool operator==(const Variant& a, const Variant& b) {
    return a.index_ == b.index_ && detail::VariantOps<Variant>::same(a.index_, a.at(), b.at());
  }

 private:
  template <class T>
  static constexpr std::size_t place = [] {
    constexpr auto found = detail::place_of<T, Ts...>();
    static_assert(found < count, "none of the alternatives is of this type");
    return found;
  }();

  void* at() noexcept { return storage_; }
  const void* at() const noexcept { return storage_; }

  void destroy() noexcept {
    if constexpr (few) {
      std::size_t i = 0;
      static_cast<void>(((i++ == index_ && (detail::destroy_one<Ts>(storage_), true)) || ...));
    } else {
      detail::VariantOps<Variant>::destroy(index_, storage_);
    }
  }
  void copy(const Variant& other) { detail::VariantOps<Variant>::copy(index_, storage_, other.storage_); }
  void move(Variant& other) noexcept {
    static_assert((std::is_nothrow_move_constructible_v<Ts> && ...), "moving an alternative must not throw");
    if constexpr (few) {
      std::size_t i = 0;
      static_cast<void>(((i++ == index_ && (detail::move_one<Ts>(storage_, other.storage_), true)) || ...));
    } else {
      detail::VariantOps<Variant>::move(index_, storage_, other.storage_);
    }
  }
  template <class R, class F, class... Us>
  R call(F& visitor, void* at) const {
    if constexpr (few) {
      return detail::visit_few<R, F, Us...>(visitor, at, index_);
    } else {
      static constexpr R (*calls[])(F&, void*) = {&detail::visit_one<R, F, Us>...};
      return calls[index_](visitor, at);
    }
  }

  alignas(Ts...) std::byte storage_[detail::largest({sizeof(Ts)...})];
  std::uint8_t index_ = 0;
};

}  // namespace oaicompat::inline v1
