// SPDX-License-Identifier: Apache-2.0
//
// What a node of oneTBB's flow graph costs, on the shapes that GraphFigures measures.
//
//   g++ -O2 -std=c++17 tbb_graph.cpp -o tbb_graph -ltbb
//   ./tbb_graph SHAPE THREADS NODES RUNS      (SHAPE: chain, tree or grid)
//
// Prints one number a run: nanoseconds a node. The first run is checked: every node ran once, after
// all its predecessors. A run begins with the message to the root and ends when the graph is idle;
// building the graph is not timed, as it isn't for ours.

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace flow = oneapi::tbb::flow;
using Node = flow::continue_node<flow::continue_msg>;

static std::vector<int> predecessors(const std::string& shape, int node, int side) {
  std::vector<int> before;
  if (shape == "chain" && node > 0) before.push_back(node - 1);
  if (shape == "tree" && node > 0) before.push_back((node - 1) / 2);
  if (shape == "grid" && node % side > 0) before.push_back(node - 1);
  if (shape == "grid" && node >= side) before.push_back(node - side);
  return before;
}

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "arguments: %d (expected: SHAPE THREADS NODES RUNS)\n", argc - 1);
    return 2;
  }
  const std::string shape = argv[1];
  const int threads = std::atoi(argv[2]);
  const int nodes = std::atoi(argv[3]);
  const int runs = std::atoi(argv[4]);
  const int side = static_cast<int>(std::sqrt(static_cast<double>(nodes)));

  oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
  oneapi::tbb::task_arena arena(threads);
  arena.execute([&] {
    std::unique_ptr<std::atomic<int>[]> ran(new std::atomic<int>[nodes]());
    std::atomic<bool> wrong{false};
    // Written between runs only.
    bool checking = true;
    flow::graph graph;
    std::vector<std::unique_ptr<Node>> all;
    all.reserve(nodes);
    for (int v = 0; v < nodes; v++) {
      all.push_back(std::make_unique<Node>(graph, [&, v](const flow::continue_msg&) {
        if (checking) {
          for (int u : predecessors(shape, v, side)) {
            if (ran[u].load() != 1) wrong = true;
          }
          ran[v]++;
        }
        return flow::continue_msg();
      }));
    }
    for (int v = 0; v < nodes; v++) {
      for (int u : predecessors(shape, v, side)) flow::make_edge(*all[u], *all[v]);
    }
    for (int run = -3; run < runs; run++) {
      auto start = std::chrono::steady_clock::now();
      all[0]->try_put(flow::continue_msg());
      graph.wait_for_all();
      std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
      if (checking) {
        checking = false;
        for (int v = 0; v < nodes; v++) wrong = wrong || ran[v].load() != 1;
        if (wrong) {
          std::fprintf(stderr, "%s: a node did not run once after its predecessors\n", shape.c_str());
          std::_Exit(1);
        }
      }
      if (run >= 0) std::printf("%.1f\n", took.count() / nodes);
    }
    std::fflush(stdout);
    // Taking a million nodes apart takes longer than running them.
    std::_Exit(0);
  });
}
