package httpwire.dsl.internal

import httpwire.body.form.FormBody
import httpwire.dsl.FormScope

/** A view of the Java builder, which encodes the fields. */
internal class Form : FormScope {
    private val fields = FormBody.builder()

    override fun field(name: String, value: String) {
        fields.add(name, value)
    }

    fun toBody(): FormBody = fields.build()
}
