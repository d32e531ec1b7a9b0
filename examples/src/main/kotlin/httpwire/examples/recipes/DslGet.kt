package httpwire.examples.recipes

import httpwire.dsl.http

/** How short can it be? The connection is closed after the block, whose value is the page. */
internal fun dslGet(host: String): String = http(host) { get("/").text() }
