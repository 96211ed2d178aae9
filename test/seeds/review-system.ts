// The review of a system that assigns reviews of incidents to engineers.
import { py } from '../../analyzer/rules/python.ts'
import type { SeedFinding } from './finding.ts'

const MODELS = py`
  import enum

  from sqlalchemy import Enum, ForeignKey, String
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

  class Base(DeclarativeBase):
      pass

  class ReviewStatus(str, enum.Enum):
      ASSIGNED = "assigned"
      IN_PROGRESS = "in_progress"
      SUBMITTED = "submitted"
      ACCEPTED = "accepted"
      CANCELLED = "cancelled"

  class Engineer(Base):
      __tablename__ = "engineers"

      id: Mapped[int] = mapped_column(primary_key=True)
      name: Mapped[str] = mapped_column(String(120))
      status: Mapped[str] = mapped_column(String(20))
      is_available: Mapped[bool] = mapped_column(default=True)
      current_review_count: Mapped[int] = mapped_column(default=0)
      max_concurrent_reviews: Mapped[int] = mapped_column(default=3)
      expertise: Mapped[str] = mapped_column(String(200), default="")

  class EngineerReview(Base):
      __tablename__ = "engineer_reviews"

      id: Mapped[int] = mapped_column(primary_key=True)
      incident_id: Mapped[int] = mapped_column(index=True)
      engineer_id: Mapped[int] = mapped_column(ForeignKey("engineers.id", ondelete="RESTRICT"))
      status: Mapped[ReviewStatus] = mapped_column(Enum(ReviewStatus))
      decision: Mapped[str] = mapped_column(String(20), default="pending")
`

const IMPORTS = py`
  from fastapi import APIRouter, Depends, HTTPException
  from sqlalchemy import select
  from sqlalchemy.ext.asyncio import AsyncSession

  from app.database import get_db
  from app.models import Engineer, EngineerReview, ReviewStatus

  router = APIRouter()
`

export const REVIEW_SYSTEM: readonly SeedFinding[] = [
  {
    id: '1',
    finding: 'Race condition: engineer workload tracking',
    rule: 'orm-read-modify-write',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        @router.post("/incidents/{incident_id}/assign")
        async def assign(incident_id: int, engineer_id: int, db: AsyncSession = Depends(get_db)):
            found = await db.execute(select(Engineer).where(Engineer.id == engineer_id))
            engineer = found.scalar_one_or_none()
            if engineer is None:
                raise HTTPException(status_code=404)
            engineer.current_review_count += 1 #!
            await db.commit()
      `}`,
    },
  },
  {
    id: '2',
    finding: 'Race condition: double-assignment prevention is flawed',
    rule: 'check-then-insert',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        @router.post("/incidents/{incident_id}/assign")
        async def assign(incident_id: int, engineer_id: int, db: AsyncSession = Depends(get_db)):
            existing = await db.execute(
                select(EngineerReview).where(EngineerReview.incident_id == incident_id)
            )
            if existing.scalar_one_or_none():
                raise HTTPException(status_code=400, detail="Incident already has a review")
            review = EngineerReview(incident_id=incident_id, engineer_id=engineer_id)
            db.add(review) #!
            await db.commit()
            return review
      `}`,
    },
  },
  {
    id: '3',
    finding: 'Workload counter never decrements on review cancellation',
    rule: 'counter-imbalance',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        async def assign(engineer: Engineer, incident_id: int, db: AsyncSession) -> None:
            db.add(EngineerReview(incident_id=incident_id, status=ReviewStatus.ASSIGNED))
            engineer.current_review_count += 1
            await db.commit()

        async def accept(review: EngineerReview, engineer: Engineer, db: AsyncSession) -> None:
            review.status = ReviewStatus.ACCEPTED
            engineer.current_review_count -= 1
            await db.commit()

        async def cancel(review: EngineerReview, db: AsyncSession) -> None:
            review.status = ReviewStatus.CANCELLED #!
            await db.commit()
      `}`,
    },
  },
  {
    id: '4',
    finding: 'Deleting an engineer destroys the history of reviews',
    rule: 'cascade-delete-audit-data',
    code: {
      'app/models.py': py`
        from datetime import datetime

        from sqlalchemy import ForeignKey, String
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Engineer(Base):
            __tablename__ = "engineers"

            id: Mapped[int] = mapped_column(primary_key=True)

        class EngineerReview(Base):
            __tablename__ = "engineer_reviews"

            id: Mapped[int] = mapped_column(primary_key=True)
            engineer_id: Mapped[int] = mapped_column(
                ForeignKey("engineers.id", ondelete="CASCADE") #!
            )
            decision: Mapped[str] = mapped_column(String(20))
            decision_made_at: Mapped[datetime]
      `,
    },
  },
  {
    id: '5',
    finding: 'Missing authentication and authorization',
    rule: 'missing-auth-dependency',
    code: {
      'app/main.py': py`
        from fastapi import Depends, FastAPI

        from app.engineers import router
        from app.incidents import comments
        from app.incidents import router as incidents
        from app.security import verify_api_key

        app = FastAPI()
        app.include_router(router, prefix="/api/v1/admin/engineers")
        app.include_router(incidents, prefix="/api/v1/incidents", dependencies=[Depends(verify_api_key)])
        app.include_router(comments, prefix="/api/v1/comments", dependencies=[Depends(verify_api_key)])
      `,
      'app/security.py': py`
        import secrets

        from fastapi import HTTPException, Security
        from fastapi.security import APIKeyHeader

        header = APIKeyHeader(name="X-API-Key")

        def verify_api_key(key: str = Security(header)) -> None:
            if not secrets.compare_digest(key, load_key()):
                raise HTTPException(status_code=401)
      `,
      'app/incidents.py': py`
        from fastapi import APIRouter

        router = APIRouter()
        comments = APIRouter()

        @router.post("/")
        async def report(text: str):
            return {"text": text}

        @comments.post("/")
        async def comment(text: str):
            return {"text": text}
      `,
      'app/engineers.py': py`
        from fastapi import APIRouter

        router = APIRouter()

        @router.post("/") #!
        async def create_engineer(name: str):
            return {"name": name}
      `,
    },
  },
  {
    id: '6',
    finding: 'Decision without transaction isolation',
    rule: 'state-transition-race',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        @router.post("/reviews/{review_id}/accept")
        async def accept(review_id: int, db: AsyncSession = Depends(get_db)):
            found = await db.execute(select(EngineerReview).where(EngineerReview.id == review_id))
            review = found.scalar_one_or_none()
            if review is None:
                raise HTTPException(status_code=404)
            if review.status != ReviewStatus.SUBMITTED:
                raise HTTPException(status_code=400, detail="Decision already made")
            review.status = ReviewStatus.ACCEPTED #!
            await db.commit()
            return review
      `}`,
    },
  },
  {
    id: '7',
    finding: 'Integer underflow in the workload decrement',
    rule: 'counter-without-constraint',
    code: {
      'app/models.py': py`
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Engineer(Base):
            __tablename__ = "engineers"

            id: Mapped[int] = mapped_column(primary_key=True)
            current_review_count: Mapped[int] = mapped_column(default=0) #!
      `,
      'app/reviews.py': py`
        from app.models import Engineer

        def release(engineer: Engineer) -> None:
            engineer.current_review_count -= 1

        def take(engineer: Engineer) -> None:
            engineer.current_review_count += 1
      `,
    },
  },
  {
    id: '8',
    finding: 'State machine violations',
    rule: 'state-transition-unguarded',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': py`
        from app.models import EngineerReview, ReviewStatus

        def submit(review: EngineerReview) -> None:
            if review.status != ReviewStatus.IN_PROGRESS:
                raise ValueError("not in progress")
            review.status = ReviewStatus.SUBMITTED

        def start(review: EngineerReview) -> None:
            review.status = ReviewStatus.IN_PROGRESS #!
      `,
    },
  },
  {
    id: '9',
    finding: 'No SLA tracking for assigned reviews',
    unseen: 'A missing feature: nothing in the code says how long a review may take.',
  },
  {
    id: '10',
    finding: 'The decision goes on when the engineer does not exist',
    rule: 'silent-none-row',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        async def decide(review: EngineerReview, db: AsyncSession) -> None:
            review.status = ReviewStatus.ACCEPTED
            found = await db.execute(select(Engineer).where(Engineer.id == review.engineer_id))
            engineer = found.scalar_one_or_none()
            if engineer: #!
                engineer.current_review_count -= 1
            await db.commit()
      `}`,
    },
  },
  {
    id: '11',
    finding: 'Missing index for a common query',
    rule: 'missing-index',
    code: {
      'app/models.py': py`
        from datetime import datetime

        from sqlalchemy import String
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class EngineerReview(Base):
            __tablename__ = "engineer_reviews"

            id: Mapped[int] = mapped_column(primary_key=True)
            incident_id: Mapped[int]
            status: Mapped[str] = mapped_column(String(20))
            submitted_at: Mapped[datetime]
      `,
      'app/reviews.py': py`
        from fastapi import APIRouter, Depends
        from sqlalchemy import desc, select
        from sqlalchemy.ext.asyncio import AsyncSession

        from app.database import get_db
        from app.models import EngineerReview

        router = APIRouter()

        @router.get("/incidents/{incident_id}/reviews")
        async def submitted(incident_id: int, db: AsyncSession = Depends(get_db)):
            rows = await db.execute(
                select(EngineerReview) #!
                .where(EngineerReview.incident_id == incident_id, EngineerReview.status == "submitted")
                .order_by(desc(EngineerReview.submitted_at))
                .limit(10)
            )
            return rows.scalars().all()
      `,
    },
  },
  {
    id: '12',
    finding: 'The availability flag is computed in two ways',
    rule: 'derived-field-inconsistent',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': py`
        from app.models import Engineer

        def assigned(engineer: Engineer) -> None:
            engineer.is_available = engineer.current_review_count < engineer.max_concurrent_reviews

        def updated(engineer: Engineer) -> None:
            engineer.is_available = engineer.status == "active" #!
      `,
    },
  },
  {
    id: '13',
    finding: 'No restriction of email domains',
    unseen: 'A policy: nothing in the code says which domains are allowed.',
  },
  {
    id: '14',
    finding: 'Pagination of empty results',
    rule: 'pagination-edge-case',
    code: py`
      def page_of(total: int, page: int, page_size: int) -> dict[str, int]:
          total_pages = (total + page_size - 1) // page_size #!
          return {"page": page, "total_pages": total_pages}
    `,
  },
  {
    id: '15',
    finding: 'No metrics, no logs, no traces',
    rule: 'missing-observability',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        @router.delete("/engineers/{engineer_id}") #!
        async def delete_engineer(engineer_id: int, db: AsyncSession = Depends(get_db)):
            engineer = await db.get(Engineer, engineer_id)
            await db.delete(engineer)
            await db.commit()
      `}`,
    },
  },
  {
    id: '16',
    finding: 'All engineers are read and then filtered in Python',
    rule: 'filter-in-python',
    code: {
      'app/models.py': MODELS,
      'app/reviews.py': `${IMPORTS}
${py`
        async def experts(expertise: str, db: AsyncSession) -> list[Engineer]:
            rows = (await db.execute(select(Engineer))).scalars().all()
            return [row for row in rows if row.expertise == expertise] #!
      `}`,
    },
  },
  {
    id: '17',
    finding: 'No audit trail',
    unseen: 'A missing feature: nothing in the code says which actions have to be recorded.',
  },
  {
    id: '18',
    finding: 'started_at is not filled in when a review is submitted without a start',
    unseen: 'A rule of the business: the column may be empty, and no code says that it must not.',
  },
  {
    id: '19',
    finding: 'No rate limit on assignment',
    rule: 'missing-rate-limit',
    code: py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.post("/password-reset") #!
      async def request_reset(email: str):
          send_reset_mail(email)
    `,
  },
  {
    id: '20',
    finding: 'Incident status is set from one state only',
    unseen:
      'Which states may lead to the next is a rule of the business; the guard itself is correct.',
  },
  {
    id: '21',
    finding: 'Import order',
    unseen: 'Formatters keep it; a review packet does not repeat what they do.',
  },
  {
    id: '22',
    finding: 'Priorities are strings instead of an enum',
    rule: 'string-enum-candidate',
    code: py`
      from pydantic import BaseModel, Field

      class ReviewAssignment(BaseModel):
          priority: str = Field(default="normal", pattern="^(low|normal|high|critical)$") #!

      def hours(priority: str) -> int:
          if priority == "critical":
              return 1
          if priority == "high":
              return 4
          return 72 if priority == "low" else 24
    `,
  },
  {
    id: '23',
    finding: 'TODO comments',
    rule: 'todo-comment',
    code: py`
      def recent_reviews(engineer_id: int) -> list[int]:
          # TODO: implement the actual query #!
          return []
    `,
  },
  {
    id: '24',
    finding: 'Generic exceptions are caught',
    rule: 'broad-except',
    code: py`
      import logging

      logger = logging.getLogger(__name__)

      async def decide(session, review):
          review.status = "accepted"
          try:
              await session.commit()
          except Exception as error: #!
              logger.error("not decided: %s", error)
              return None
          return review
    `,
  },
  {
    id: '25',
    finding: 'Datetimes without a time zone',
    rule: 'naive-datetime-utcnow',
    code: py`
      from datetime import datetime

      def stamp(review) -> None:
          review.decision_made_at = datetime.utcnow() #!
    `,
  },
]
