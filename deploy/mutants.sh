#!/usr/bin/env bash
# Does the simulator notice? Each patch in deploy/mutants breaks the code in one place; in a copy,
# each is built and run until a seed fails, at most 200. Fails if one of them survives, or does not
# apply any more. Names of patches as arguments restrict it to those. Ten minutes on two cores.
# MUTANTS_WORK names a directory to build in, which is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare build
seeds=200
work=${MUTANTS_WORK:-$(mktemp -d)}
[ -n "${MUTANTS_WORK:-}" ] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work/Sources/simulate"

# A package of what the simulator needs and nothing else, so that it builds in seconds.
cat >"$work/Package.swift" <<'EOF'
// swift-tools-version: 6.2
import PackageDescription
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let package = Package(
    name: "mutants",
    dependencies: [.package(url: "https://github.com/apple/swift-system", from: "1.8.1")],
    targets: [
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash"),
        .target(
            name: "CSimdJSON", cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
        .target(name: "CovisitCore", swiftSettings: strict),
        .target(
            name: "WireFormats", dependencies: ["CovisitCore", "CSimdJSON", "CXXHash", "CZstd"],
            swiftSettings: strict),
        .target(
            name: "StreamPipeline", dependencies: ["CovisitCore", "WireFormats"],
            swiftSettings: strict),
        .target(
            name: "Storage", dependencies: ["StreamPipeline", "CZstd", "CZlib", system],
            swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: ["CovisitCore", "WireFormats", "StreamPipeline", "Storage", system],
            swiftSettings: strict),
        .executableTarget(name: "simulate", dependencies: ["Simulation"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
EOF
cat >"$work/Sources/simulate/main.swift" <<'EOF'
import Simulation
import func Glibc._exit
import func Glibc.fflush

let runs = SimulationRuns(firstSeed: 1, count: Int(CommandLine.arguments[1]) ?? 0, jobs: 2)
await runs.run { report in
    guard let finding = report.findings.first else { return true }
    print("seed \(report.seed): \(finding.prefix(110))")
    fflush(nil)
    _exit(1)
}
EOF

# build_and_run: sets `said` and `status`; 0: every seed passed.
build_and_run() {
    if ! swift build -c release --package-path "$work" >"$work/build.log" 2>&1; then
        cat "$work/build.log" >&2
        exit 1
    fi
    status=0
    said=$(timeout 300 "$work/.build/release/simulate" "$seeds" 2>&1) || status=$?
    [ "$status" != 124 ] || said="it never ends"
}

for target in CSimdJSON CXXHash CZlib CZstd CovisitCore WireFormats StreamPipeline Storage \
    Simulation; do
    rm -rf "$work/Sources/$target"
    cp -r "Sources/$target" "$work/Sources/"
done
build_and_run
[ "$status" = 0 ] || { echo "without any mutant $said" >&2 && exit 1; }
survivors=0
for patch in deploy/mutants/*.patch; do
    name=$(basename "$patch" .patch)
    [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
    # Outside of a repository this is `patch`, only stricter.
    (cd "$work" && GIT_CEILING_DIRECTORIES=$(dirname "$work") git apply -) <"$patch"
    build_and_run
    (cd "$work" && GIT_CEILING_DIRECTORIES=$(dirname "$work") git apply --reverse -) <"$patch"
    if [ "$status" = 0 ]; then
        survivors=$((survivors + 1))
        printf '%-36s SURVIVED %d seeds\n' "$name" "$seeds"
    else
        printf '%-36s caught by %s\n' "$name" "$(echo "$said" | grep -m 1 .)"
    fi
done
[ "$survivors" = 0 ] || { echo "$survivors mutants survived" >&2 && exit 1; }
