package io.kotest.provided

import io.kotest.core.config.AbstractProjectConfig
import kotlin.time.Duration.Companion.minutes

/** A coroutine that nobody resumes must fail its test, not hang the build. */
class ProjectConfig : AbstractProjectConfig() {
    override val timeout = 3.minutes
}
