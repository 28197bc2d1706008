// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/blob_cursor.hpp>
#include <oaicompat/resources/vector_stores/store_index.hpp>

#include <algorithm>
#include <mutex>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE AttributeMap compared_attributes(const Maybe<FileAttributes>& attributes) {
  AttributeMap out;
  if (!attributes) return out;
  for (const auto& item : attributes->items) {
    auto& value = out[item.first.str()];
    item.second.visit([&]<class T>(const T& each) {
      if constexpr (std::is_same_v<T, Text>) {
        value = each.str();
      } else {
        value = each;
      }
    });
  }
  return out;
}

inline std::vector<AttributeValue> values_of(const SearchFilter& filter) {
  std::vector<AttributeValue> out;
  filter.value->visit([&]<class T>(const T& value) {
    if constexpr (std::is_same_v<T, Text>) {
      out.emplace_back(value.str());
    } else if constexpr (std::is_arithmetic_v<T>) {
      out.emplace_back(value);
    } else {
      for (const auto& each : value) {
        const auto* text = each.template get_if<Text>();
        text ? out.emplace_back(text->str()) : out.emplace_back(*each.template get_if<double>());
      }
    }
  });
  return out;
}

OAICOMPAT_INLINE Result<AttributeFilter> filter_of(const SearchFilter& filter) {
  using Kind = AttributeFilter::Kind;
  const auto refused = [](const char* why) { return api_error(400, why, "invalid_value", "filters"); };
  const auto type = filter.type.known();
  if (!type) return refused("The type of a filter must be eq, ne, gt, gte, lt, lte, in, nin, and or or.");
  AttributeFilter out{.kind = static_cast<Kind>(*type)};
  if (*type == SearchFilterType::and_ || *type == SearchFilterType::or_) {
    if (!filter.filters) return refused("A filter that joins others needs 'filters'.");
    for (const auto& each : *filter.filters) {
      auto inner = filter_of(each);
      if (!inner) return inner.error();
      out.filters.push_back(*std::move(inner));
    }
    return out;
  }
  if (!filter.key || !filter.value) return refused("A filter that compares needs 'key' and 'value'.");
  const bool lists = filter.value->get_if<std::vector<OneOf<Text, double>>>() != nullptr;
  if (lists != (*type == SearchFilterType::in_ || *type == SearchFilterType::nin))
    return refused("A list of values goes with in and nin, and they with a list alone.");
  out.key = filter.key->str();
  out.values = values_of(filter);
  return out;
}

OAICOMPAT_INLINE std::uint64_t StoreIndex::version() const {
  const std::shared_lock lock{mutex_};
  return version_;
}

OAICOMPAT_INLINE Result<void> StoreIndex::update(std::uint64_t version, const std::vector<ListedFile>& files) {
  const std::unique_lock lock{mutex_};
  if (version <= version_) return {};
  std::set<std::string> listed;
  for (const auto& file : files) {
    listed.insert(file.blob);
    if (auto taken = take_in(file); !taken) return taken;
  }
  std::vector<std::string> gone;
  for (const auto& [blob, file] : files_) {
    if (!listed.contains(blob)) gone.push_back(blob);
  }
  for (const auto& blob : gone) leave_out(blob);
  version_ = version;
  return {};
}

OAICOMPAT_INLINE Result<void> StoreIndex::take_in(const ListedFile& file) {
  if (const auto found = files_.find(file.blob); found != files_.end()) {
    found->second.attributes = file.attributes;
    found->second.compared = compared_attributes(file.attributes);
    return {};
  }
  const auto blob = blobs_->open(file.blob);
  if (!blob) return blob.error();
  auto data = read_file_data(**blob);
  if (!data) return data.error();
  if (!vectors_) vectors_ = make_(data->dimensions);
  auto& taken = files_[file.blob];
  taken = {.id = file.id,
           .filename = data->filename,
           .text_at = data->text_at,
           .attributes = file.attributes,
           .compared = compared_attributes(file.attributes)};
  for (std::size_t i = 0; i < data->chunks.size(); ++i) {
    const std::span<const float> vector{data->vectors.data() + i * data->dimensions, data->dimensions};
    if (auto added = vectors_->add(next_, vector); !added) return leave_out(file.blob), corrupt_file_data();
    taken.entries.push_back(next_);
    entries_[next_++] = {file.blob, data->chunks[i]};
  }
  return {};
}

OAICOMPAT_INLINE void StoreIndex::leave_out(const std::string& blob) {
  const auto found = files_.find(blob);
  if (found == files_.end()) return;
  for (const auto entry : found->second.entries) {
    vectors_->remove(entry);
    entries_.erase(entry);
  }
  files_.erase(found);
}

OAICOMPAT_INLINE Result<std::vector<VectorStoreSearchResult>> StoreIndex::search(const IndexSearch& wanted) const {
  const std::shared_lock lock{mutex_};
  std::vector<VectorStoreSearchResult> out;
  if (!vectors_) return out;
  AcceptEntry accept;
  std::set<std::uint32_t> accepted;
  if (wanted.filter) {
    for (const auto& [blob, file] : files_) {
      if (passes(*wanted.filter, file.compared)) accepted.insert(file.entries.begin(), file.entries.end());
    }
    accept = [&](std::uint32_t entry) { return accepted.contains(entry); };
  }
  std::map<std::uint32_t, float> scores;  // the best of all queries
  for (const auto& query : wanted.queries) {
    const auto hits = vectors_->search(query, wanted.most, accept);
    if (!hits) return hits.error();
    for (const auto& hit : *hits) {
      const auto [at, added] = scores.try_emplace(hit.entry, hit.score);
      if (!added) at->second = std::max(at->second, hit.score);
    }
  }
  BestHits best{wanted.most};
  for (const auto& [entry, score] : scores) {
    const auto within = std::clamp(score, 0.0F, 1.0F);
    if (static_cast<double>(within) >= wanted.threshold) best.show({entry, within});
  }
  for (const auto& hit : std::move(best).sorted()) {
    auto result = result_of(hit);
    if (!result) return result.error();
    out.push_back(*std::move(result));
  }
  return out;
}

OAICOMPAT_INLINE Result<VectorStoreSearchResult> StoreIndex::result_of(const SearchHit& hit) const {
  const auto& entry = entries_.at(hit.entry);
  const auto& file = files_.at(entry.blob);
  const auto blob = blobs_->open(entry.blob);
  if (!blob) return blob.error();
  BlobCursor from{**blob};
  from.skip(file.text_at + entry.place.offset);
  const auto text = from.take(entry.place.size);
  if (!text) return text.error();
  VectorStoreSearchResult out;
  out.file_id = Text{file.id};
  out.filename = Text{file.filename};
  out.score = static_cast<double>(hit.score);
  out.attributes = file.attributes ? *file.attributes : FileAttributes{};
  SearchContent content;
  content.text = Text{std::string_view{*text}};
  out.content.push_back(std::move(content));
  return out;
}

}  // namespace oaicompat::inline v1::detail
