package httpwire.examples.recipes

import httpwire.dsl.http

/** How do I send a form with the DSL, and where does the redirect lead to? */
internal fun dslForm(host: String): String? = http(host) {
    val response = post("/") { form("@number" to "12524", "@type" to "issue", "@action" to "show") }
    response.getHeader("Location")
}
