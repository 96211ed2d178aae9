import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_tenants_slug", "tenants", ["slug"], unique=True)
    with op.batch_alter_table("audit_log") as batch_op:
        batch_op.create_unique_constraint("uq_audit_once", ["actor_id", "action"])
    op.execute(
        "CREATE UNIQUE INDEX CONCURRENTLY uq_engineer_name ON engineers (lower(name)) "
        "WHERE is_available = true"
    )
    op.drop_constraint("uq_outbox_key", "outbox", type_="unique")


def downgrade() -> None:
    op.drop_index("ix_tenants_slug")
