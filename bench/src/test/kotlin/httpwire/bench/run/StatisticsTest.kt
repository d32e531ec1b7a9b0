package httpwire.bench.run

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.shouldBe

class StatisticsTest : FunSpec({
    test("the median is the one in the middle, or between the two") {
        Statistics.median(listOf(3.0, 1.0, 2.0)) shouldBe 2.0
        Statistics.median(listOf(4.0, 1.0, 2.0, 3.0)) shouldBe 2.5
    }

    test("a quantile lies between its neighbours") {
        Statistics.quantile(listOf(0.0, 10.0, 20.0, 30.0, 40.0), 0.25) shouldBe 10.0
        Statistics.quantile(listOf(0.0, 1.0), 0.75) shouldBe (0.75 plusOrMinus 1e-9)
    }

    test("nothing measured is not a number") {
        Statistics.median(emptyList()).isNaN() shouldBe true
    }

    test("quantiles are one for each share, and none of nothing") {
        Statistics.quantiles(listOf(0.0, 1.0, 2.0, 3.0, 4.0), listOf(0.5, 0.75)) shouldBe listOf(2.0, 3.0)
        Statistics.quantiles(emptyList(), listOf(0.5)) shouldBe emptyList()
    }

    test("medians are taken place by place") {
        Statistics.medians(listOf(listOf(1.0, 10.0), listOf(2.0, 30.0), listOf(9.0, 20.0))) shouldBe listOf(2.0, 20.0)
        Statistics.medians(emptyList()) shouldBe emptyList()
    }

    test("each round is set against the floor of the same round") {
        Statistics.ratios(listOf(3.0, 8.0), listOf(2.0, 4.0, 5.0)) shouldBe listOf(1.5, 2.0)
    }
})
