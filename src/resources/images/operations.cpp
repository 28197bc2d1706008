// The rows of the operation table for images, and their streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/images/accumulate.ipp>
#include <oaicompat/resources/images/codec.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/images/operations.ipp>

template class oaicompat::ImagesAccumulator<oaicompat::ImageEvent>;
template class oaicompat::ImagesAccumulator<oaicompat::ImageEditEvent>;
template struct oaicompat::ImagesStreaming<oaicompat::ImageRequest, oaicompat::ImageEvent>;
template struct oaicompat::ImagesStreaming<oaicompat::ImageEditRequest, oaicompat::ImageEditEvent>;

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateImage>();
template class oaicompat::EventStream<oaicompat::CreateImage>;
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateImageEdit>();
template class oaicompat::EventStream<oaicompat::CreateImageEdit>;
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateImageVariation>();
