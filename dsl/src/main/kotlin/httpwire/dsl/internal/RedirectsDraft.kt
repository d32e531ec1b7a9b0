package httpwire.dsl.internal

import httpwire.client.redirect.Redirects
import httpwire.dsl.RedirectsScope

/** Changes what is followed; [Redirects] refuses an invalid count. */
internal class RedirectsDraft(
    var values: Redirects,
) : RedirectsScope {
    override var maxCount: Int
        get() = values.maxCount()
        set(value) {
            values = values.withMaxCount(value)
        }

    override fun allowingDowngrade() {
        values = values.allowingDowngrade()
    }
}
