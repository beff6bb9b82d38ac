#pragma once

#include "Decoder.hpp"

namespace covisit {

/// Takes the object of a session's line, collecting its events in the decoder; `has_events`
/// must be false at the call.
covisit_status walk_session(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, covisit_id &session,
    bool &has_events);

}  // namespace covisit
