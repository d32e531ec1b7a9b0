package httpwire.examples.recipes

import okio.ByteString

/** What the recipes give back of a response. */
internal data class Reply(val status: Int, val reason: String, val body: ByteString)
