package httpwire.bench.run

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class MeasurementTest : FunSpec({
    test("a measurement comes back from its line, with latencies and without") {
        for (latencies in listOf(emptyList(), listOf(1.5, 2.0, 3.25))) {
            val measurement = Measurement(1, 2, 3, 4, 5, latencies)
            Measurement.ofLine(measurement.toLine()) shouldBe measurement
        }
    }
})
