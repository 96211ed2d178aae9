from shop import images, models, policy


class ImageController:
    def index(self, req, tenant_id):
        self.authorize(req, "index")
        return [one.name for one in images.database.all()]

    def show(self, req, tenant_id, id):
        self.authorize(req, "show")
        return images.database.get(id)

    def delete(self, req, tenant_id, id):
        self.authorize(req, "delete")
        images.database.delete_one(id)

    def rename(self, req, tenant_id, id, name):
        policy.check(req, tenant_id)
        return images.database.update_one(id, name)


class DocumentController:
    def index(self, req, tenant_id):
        return models.database.filter(tenant_id=tenant_id)

    def create(self, req, tenant_id, body):
        return models.database.create(tenant_id, body)

    def show(self, req, tenant_id, id):  #!
        return models.database.get(id)


def create(req, body, tenant_id):
    wanted = body["databases"]
    names = [database.get("name", "") for database in wanted]
    return models.create(names)


def drop(req, id, tenant_id):  #!
    row = models.database.get(id)
    row.delete()
