// Reading forms: from multipart/form-data to described structs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form.hpp>
#include <oaicompat/api/upload.hpp>
#include <oaicompat/json/describe.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// `[a][b]` without its first step, which is given; nothing where it does not begin with one.
OAICOMPAT_API std::optional<std::string_view> take_step(std::string_view& path);
// Whether a path names a place in a list, whichever: ``, `[]`, `[3]`.
OAICOMPAT_API bool is_place(std::string_view path);

template <class T>
inline constexpr bool is_list = is_vector<T>;
template <class T>
inline constexpr bool is_list<std::optional<T>> = is_list<T>;
template <class T>
inline constexpr bool is_list<Maybe<T>> = is_list<T>;

class OAICOMPAT_API FormReader {
 public:
  explicit FormReader(const MultipartLimits& limits) : limits_{limits} {}
  const Error& error() const { return error_; }

  template <Described T>
  bool read(const std::vector<FormPart>& parts, T& out) {
    static_assert(describes_every_member<T>(), "the description leaves a member out");
    std::uint64_t given = 0;
    for (const auto& part : parts) {
      part_ = &part;
      const std::string_view name = part.head.name;
      const auto member = name.substr(0, name.find('['));
      if (!take(out, member, name.substr(member.size()), given)) return false;
    }
    return has_required<T>(given);
  }

 private:
  // Puts the part where its path says.
  template <Described T>
  bool take(T& out, std::string_view member, std::string_view path, std::uint64_t& given) {
    bool known = false, ok = true;
    for_each_field<T>([&, i = 0](const auto& f) mutable {
      const auto bit = std::uint64_t{1} << i++;
      if (known || f.name != member) return;
      known = true;
      given |= bit;
      auto& value = out.*f.member;
      ok = (is_list<std::remove_reference_t<decltype(value)>> || !path.empty() || once()) && put(path, value);
    });
    if (known) return ok;
    if constexpr (KeepsExtras<T>) return keep(out.extra, std::string{member} + std::string{path});
    return true;
  }
  template <Described T>
  bool has_required(std::uint64_t given) {
    bool ok = true;
    for_each_field<T>([&, i = 0](const auto& f) mutable {
      const bool missed = (given >> i++ & 1) == 0;
      if (ok && f.required && missed) ok = missing(std::string{f.name});
    });
    return ok;
  }

  bool put(std::string_view path, Text& out) {
    if (!is_text(path)) return false;
    out = part_->in_path ? Text{part_->data} : Text::borrowed(part_->data);
    return true;
  }
  bool put(std::string_view path, bool& out) {
    if (!is_text(path)) return false;
    out = part_->data == "true";
    return out || part_->data == "false" || wrong("'true' or 'false'");
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  bool put(std::string_view path, T& out) {
    if (!is_text(path)) return false;
    const auto* end = part_->data.data() + part_->data.size();
    const auto read = std::from_chars(part_->data.data(), end, out);
    if (read.ec == std::errc{} && read.ptr == end && std::isfinite(static_cast<double>(out))) return true;
    return wrong(std::integral<T> ? "an integer" : "a number");
  }
  template <class E>
  bool put(std::string_view path, OpenEnum<E>& out) {
    if (!is_text(path)) return false;
    out = OpenEnum<E>{part_->data};
    return true;
  }
  bool put(std::string_view path, Upload& out);
  template <class T>
  bool put(std::string_view path, std::optional<T>& out) {
    return put(path, out ? *out : out.emplace());
  }
  template <class T>
  bool put(std::string_view path, Maybe<T>& out) {
    return put(path, out ? *out : out.emplace());
  }
  template <class T>
  bool put(std::string_view path, std::vector<T>& out) {
    return is_place(path) ? put({}, out.emplace_back()) : wrong("a list");
  }
  template <Described T>
  bool put(std::string_view path, T& out) {
    const auto step = take_step(path);
    std::uint64_t ignored = 0;
    return step && !step->empty() ? take(out, *step, path, ignored) : wrong("an object");
  }
  // The alternative that the part's form tells: an object where its path goes on, a file where it is one, else text.
  template <class... Ts>
  bool put(std::string_view path, OneOf<Ts...>& out) {
    bool ok = true;
    const bool chosen = ((fits<Ts>(path) && (ok = put(path, alternative<Ts>(out)), true)) || ...);
    return chosen ? ok : wrong("another kind of value");
  }
  template <class T>
  bool fits(std::string_view path) const {
    if constexpr (std::same_as<T, Upload>) return path.empty() && part_->is_file();
    if constexpr (is_vector<T>) return !path.empty() && is_place(path);
    if constexpr (Described<T>) return !path.empty();
    return path.empty() && !part_->is_file();
  }
  template <class T, class... Ts>
  static T& alternative(OneOf<Ts...>& out) {
    auto* at = out.template get_if<T>();
    return at ? *at : out.value.template emplace<T>();
  }

  bool is_text(std::string_view path);
  bool is_small();
  bool keep(Extras& extra, const std::string& name);
  bool once();
  bool wrong(std::string_view expected);
  bool wrong(std::string_view expected, std::string_view found);
  std::string found() const;
  bool missing(const std::string& name);
  bool fail(std::string message, std::string code, std::string_view name);

  const MultipartLimits limits_;
  const FormPart* part_ = nullptr;
  std::set<std::string_view> seen_;
  Error error_;
};

}  // namespace detail

template <class T>
Result<Parsed<T>> FormCodec<T>::read(detail::FormScan& scan) {
  if (scan.error()) return *scan.error();
  auto state = std::make_shared<typename Parsed<T>::State>();
  detail::FormReader reader{scan.limits()};
  if (!reader.read(scan.parts(), state->value)) return reader.error();
  auto body = scan.take_body();
  state->keeper = body.keeper();
  if (!state->keeper) state->bytes = body.take();
  return Parsed<T>{std::move(state)};
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form.ipp>
#endif
