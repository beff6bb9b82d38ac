import CovisitCore
import Simulation
import Testing

struct SimulatedMachineTests {
    @Test func `it goes down after so many operations, and stays down until the next life`() throws
    {
        let machine = SimulatedMachine(seed: 1)
        machine.begin(life: 1, crashAfter: 2)
        try machine.operate("one")
        try machine.operate("two")
        #expect(!machine.isDown)
        #expect(throws: SimulatedCrash.self) { try machine.operate("three") }
        #expect(throws: SimulatedCrash.self) { try machine.operate("four") }
        #expect(machine.isDown)
        machine.begin(life: 2, crashAfter: .max)
        try machine.operate("five")
        #expect(machine.operationCount == 4)
    }

    @Test func `time passes with every operation, the same time for the same seed`() throws {
        let machines = [7, 7, 8].map { SimulatedMachine(seed: $0) }
        for machine in machines {
            for _ in 0..<10 { try machine.operate("tick") }
        }
        #expect(machines[0].elapsed > .zero)
        #expect(machines[0].elapsed == machines[1].elapsed)
        #expect(machines[0].elapsed != machines[2].elapsed)
    }

    @Test func `no port's luck depends on another's draws`() {
        let machine = SimulatedMachine(seed: 1)
        machine.begin(life: 1, crashAfter: .max)
        var first = machine.random(.disk)
        var source = machine.random(.source)
        var second = machine.random(.disk)
        #expect(first.next() == second.next())
        #expect(first.next() != source.next())
        machine.begin(life: 2, crashAfter: .max)
        var nextLife = machine.random(.disk)
        var again = machine.random(.disk)
        #expect(again.next() == nextLife.next())
        #expect(second.next() != nextLife.next())
    }

    @Test func `the trace says what happened`() throws {
        let machine = SimulatedMachine(seed: 1, keepsTrace: true)
        machine.begin(life: 1, crashAfter: 1)
        try machine.operate("write")
        #expect(throws: SimulatedCrash.self) { try machine.operate("sync") }
        #expect(machine.trace.lines == ["life 1, down after 1", "write", "down at sync"])
    }
}
