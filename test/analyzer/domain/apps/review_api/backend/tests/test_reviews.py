import uuid

import pytest

from app.models.engineer_review import EngineerReview, ReviewStatus
from tests.conftest import assign


class TestAssign:
    @pytest.mark.asyncio
    async def test_assigns_an_engineer(self, client, engineer):
        response = await assign(client, uuid.uuid4(), engineer)
        assert response.status_code == 200

    @pytest.mark.asyncio
    async def test_decision_needs_a_submitted_review(self, client):
        response = await client.post(
            f"/api/v1/admin/incidents/{uuid.uuid4()}/choose-approach", json={}
        )
        assert response.status_code == 404


class TestHelper:
    def __init__(self):
        self.ready = True

    def test_never_runs(self):
        assert self.ready


@pytest.mark.parametrize("status", [ReviewStatus.SUBMITTED, ReviewStatus.ACCEPTED])
def test_transition(status):
    review = EngineerReview(status=ReviewStatus.ASSIGNED)
    assert not review.can_transition_to(status)


async def test_without_marker(client):
    assert (await client.get("/api/v1/health")).status_code == 200
