"""The analyses of a whole network give what networkx gives."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analytics import algorithms, prediction
from graph.analytics.network import Network


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to 40 members with ids that leave gaps, and any ties between them."""
    count = draw(st.integers(0, 40))
    random = draw(st.randoms(use_true_random=False))
    ids = sorted(random.sample(range(1, 1_000), count))
    density = draw(st.sampled_from([0.02, 0.1, 0.3, 0.8]))
    pairs = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if random.random() < density]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Network.of(np.array(ids, dtype=np.int64), ends)


def groups(labels: np.ndarray, ids: np.ndarray) -> set[frozenset[int]]:
    """The members of each label."""
    return {frozenset(ids[labels == label].tolist()) for label in np.unique(labels)}


@given(networks())
def test_every_analysis_is_that_of_networkx(network: Network) -> None:
    same: nx.Graph[Any] = network.to_networkx()
    ids = network.ids
    assert (len(same), same.number_of_edges()) == (len(ids), network.ties)
    ranks = nx.pagerank(same)
    assert algorithms.pagerank(network) == pytest.approx([ranks[i] for i in ids], abs=1e-12)
    assert dict(zip(ids.tolist(), algorithms.cores(network).tolist(), strict=True)) == (
        nx.core_number(same)
    )
    parts = set(map(frozenset, nx.connected_components(same)))
    assert groups(algorithms.components(network), ids) == parts
    near = nx.clustering(same)
    assert algorithms.clustering(network) == pytest.approx([near[i] for i in ids])


@given(networks(), st.integers(2, 40), st.integers(0, 5))
def test_betweenness_is_that_of_networkx_from_the_same_sources(
    network: Network, sources: int, seed: int
) -> None:
    same: nx.Graph[Any] = network.to_networkx()
    ids = network.ids.tolist()
    theirs = nx.betweenness_centrality(same, k=min(sources, len(ids)), seed=seed) if ids else {}
    ours = algorithms.betweenness(network, sources=sources, seed=seed)
    assert ours == pytest.approx([theirs[i] for i in ids], abs=1e-12)


@given(networks(), st.integers(0, 5))
def test_communities_are_those_of_networkx_with_the_same_seed(network: Network, seed: int) -> None:
    theirs = nx.community.louvain_communities(network.to_networkx(), seed=seed)
    ours = groups(algorithms.communities(network, seed=seed), network.ids)
    assert ours == set(map(frozenset, theirs))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_communities_over_several_levels_are_those_of_networkx(seed: int) -> None:
    made = nx.relaxed_caveman_graph(60, 8, 0.2, seed=seed)
    network = Network.of(np.array(list(made)), np.array(list(made.edges)).T)
    theirs = nx.community.louvain_communities(network.to_networkx(), seed=seed)
    ours = groups(algorithms.communities(network, seed=seed), network.ids)
    assert ours == set(map(frozenset, theirs))


@given(networks(), st.integers(0, 5))
def test_communities_of_leiden_are_connected_and_the_same_for_a_seed(
    network: Network, seed: int
) -> None:
    found = algorithms.connected_communities(network, seed=seed)
    assert (found == algorithms.connected_communities(network, seed=seed)).all()
    whole = network.to_networkx()
    parts = groups(found, network.ids)
    assert set().union(*parts) == set(whole)
    assert all(nx.is_connected(whole.subgraph(part)) for part in parts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_communities_of_leiden_are_as_good_as_those_of_networkx(seed: int) -> None:
    made = nx.relaxed_caveman_graph(60, 8, 0.2, seed=seed)
    network = Network.of(np.array(list(made)), np.array(list(made.edges)).T)
    found = groups(algorithms.connected_communities(network, seed=seed), network.ids)
    theirs = nx.community.louvain_communities(made, seed=seed)
    assert nx.community.modularity(made, found) > nx.community.modularity(made, theirs) - 0.005


def test_assortativity_is_that_of_networkx() -> None:
    made = nx.barabasi_albert_graph(200, 3, seed=4)
    network = Network.of(np.array(list(made)), np.array(list(made.edges)).T)
    theirs = nx.degree_assortativity_coefficient(made)
    assert algorithms.assortativity(network) == pytest.approx(theirs)


def test_the_largest_group_is_number_0() -> None:
    labels = np.array([7, 3, 3, 9, 9, 1])
    assert algorithms.by_size(labels).tolist() == [2, 0, 0, 1, 1, 3]


@given(networks())
def test_scores_of_pairs_are_those_of_networkx(network: Network) -> None:
    same: nx.Graph[Any] = network.to_networkx()
    places = np.arange(len(network.ids))
    one, other = (part.ravel() for part in np.meshgrid(places, places))
    one, other = one[one != other], other[one != other]
    pairs = list(zip(network.ids[one].tolist(), network.ids[other].tolist(), strict=True))
    theirs = {
        "common_neighbours": nx.common_neighbor_centrality(same, pairs, alpha=1),
        "adamic_adar": nx.adamic_adar_index(same, pairs),
        "resource_allocation": nx.resource_allocation_index(same, pairs),
        "preferential_attachment": nx.preferential_attachment(same, pairs),
    }
    for kind, expected in theirs.items():
        ours = prediction.scores(network, one, other, kind)
        assert ours == pytest.approx([score for _, _, score in expected]), kind


def test_shared_neighbours_foretell_ties_in_circles_of_friends_and_chance_does_not() -> None:
    def network(made: nx.Graph[Any]) -> Network:
        return Network.of(np.array(list(made)), np.array(list(made.edges)).T)

    circles = prediction.foretold(network(nx.relaxed_caveman_graph(40, 8, 0.1, seed=1)))
    assert circles[0].score in prediction.SHARED
    assert circles[0].auc > 0.9
    chance = prediction.foretold(network(nx.gnm_random_graph(300, 2_000, seed=1)))
    assert all(abs(one.auc - 0.5) < 0.1 for one in chance)
    assert circles == prediction.foretold(network(nx.relaxed_caveman_graph(40, 8, 0.1, seed=1)))
    for whole in (nx.complete_graph(5), nx.empty_graph(5)):
        with pytest.raises(ValueError, match="some pairs must be tied"):
            prediction.foretold(network(whole))
